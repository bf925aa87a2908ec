// The exact world in which predictions are answered: what is known of it by hand.

import { describe, expect, it } from "vitest";
import { compareOnLevels, velocityLoss } from "../../../../web/lesson/client/live/ring.js";

describe("the ring of eight", () => {
  it("takes flow matching and DDIM to the same places on the same levels", () => {
    const { flow, ddim, apart } = compareOnLevels(10, 200);
    expect(apart).toBeLessThan(1e-12);
    expect(flow).toBeGreaterThan(0.02);
    expect(Math.abs(flow - ddim)).toBeLessThan(1e-12);
  });
  it("has the longer detour by flow matching, and gets nearer with more steps", () => {
    const [few, many] = [compareOnLevels(5, 200), compareOnLevels(40, 200)];
    expect(few.detours.flow).toBeGreaterThan(few.detours.ddim + 0.2);
    expect(many.flow).toBeLessThan(few.flow / 4);
  });
  it("throws everything into its middle in one step", () => {
    expect(compareOnLevels(1, 100).flow).toBeGreaterThan(1.3);
    expect(compareOnLevels(1, 100).flow).toBeLessThan(1.5);
  });
  it("leaves the spread of the data at the noise, that of the noise near the image, and most between", () => {
    expect(velocityLoss(1)).toBeCloseTo(2, 2);
    expect(velocityLoss(1e-6)).toBeCloseTo(2, 2);
    const [easy, hard, late] = [velocityLoss(0.1), velocityLoss(0.6), velocityLoss(0.98)];
    expect(hard).toBeGreaterThan(easy);
    expect(hard).toBeGreaterThan(late);
  });
});
