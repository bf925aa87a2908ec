import { describe, expect, it } from "vitest";
import { Pinch } from "../../../../web/element/pinch.js";

describe("Pinch", () => {
  it("turns a wider grip into a wheel that zooms in, between the fingers", () => {
    const pinch = new Pinch();
    pinch.down(1, { x: 0, y: 0 });
    expect(pinch.active).toBe(false);
    expect(pinch.move(1, { x: 0, y: 0 })).toBeUndefined();
    pinch.down(2, { x: 100, y: 0 });
    const zoom = pinch.move(2, { x: 125, y: 0 })!;
    expect(zoom.dy).toBeCloseTo(-100);
    expect(zoom.at).toEqual({ x: 62.5, y: 0 });
    expect(pinch.move(2, { x: 100, y: 0 })!.dy).toBeCloseTo(100);
  });

  it("ignores a third finger and ends with either of the two", () => {
    const pinch = new Pinch();
    pinch.down(1, { x: 0, y: 0 });
    pinch.down(2, { x: 100, y: 0 });
    pinch.down(3, { x: 500, y: 0 });
    expect(pinch.move(3, { x: 600, y: 0 })).toBeUndefined();
    pinch.up(1);
    expect(pinch.active).toBe(false);
    expect(pinch.move(2, { x: 200, y: 0 })).toBeUndefined();
  });
});
