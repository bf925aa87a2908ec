import { describe, expect, it } from "vitest";
import { complete, heightOf, type Question, score, sliderOf } from "../../../../web/lesson/client/score.js";

const choice: Question = { kind: "choice", right: "1", replies: { 0: "Nearly." } };
const number: Question = { kind: "number", right: "72.5", near: 8, unit: "%" };
const order: Question = { kind: "order", right: "0 1 2" };
const match: Question = { kind: "match", right: "0 2 1 0" };
const patches: Question = { kind: "patches", right: "0.5 0.3 0.1 0.1" };
const curve: Question = { kind: "curve", right: "1 0.1", near: 0.3, range: { min: 0.001, max: 10 } };

describe("score", () => {
  it.each([
    [choice, "1", true, 1, "That is it."],
    [choice, "0", false, 0, "Nearly."],
    [choice, "2", false, 0, "Not this one: the answer below says why."],
    [number, "72.5", true, 1, "Right: it is 72.5 %."],
    [number, "80.5", true, 1, "Right: it is 72.5 %."],
    [number, "80.6", false, 0, "You said 80.6; it is 72.5 %."],
    [number, "-3", false, 0, "You said -3; it is 72.5 %."],
    [{ kind: "number", right: "110889" } as Question, "110889", true, 1, "Right: it is 110,889."],
    [order, "0 1 2", true, 1, "All in their places."],
    [order, "1 0 2", false, 1 / 3, "1 of 3 in their places."],
    [match, "0 2 1 0", true, 1, "All 4 right."],
    [match, "0 1 1 0", false, 0.75, "3 of 4 right."],
  ])("%o given %s", (question, given, right, points, words) => {
    expect(score(question, given)).toEqual({ right, points, words });
  });

  it("holds marked patches against the best and against chance", () => {
    expect(score(patches, "0 1")).toMatchObject({ right: true, points: 1 });
    expect(score(patches, "2 3")).toMatchObject({ right: false, points: 0 });
    expect(score(patches, "0 3")?.words).toBe(
      "Your 2 patches hold 60 % of the weight. The best 2 would hold 80 %; 2 at random, 50 %.",
    );
    expect(score(patches, "0 3")?.points).toBeCloseTo(1 / 3);
  });

  it("measures a drawn curve in factors", () => {
    const given = [1, 0.1].map((height) => sliderOf(height, curve.range!)).join(" ");
    expect(score(curve, given)).toMatchObject({ right: true, words: "Your curve is the computed one." });
    const tenfold = [10, 1].map((height) => sliderOf(height, curve.range!)).join(" ");
    expect(score(curve, tenfold)).toMatchObject({
      right: false,
      words: "On average your curve is off by a factor of 10.",
    });
    expect(heightOf(sliderOf(0.02, curve.range!), curve.range!)).toBeCloseTo(0.02);
  });

  it("waits for something to commit to, and for the answer", () => {
    expect(score(choice, "")).toBeUndefined();
    expect(score(number, " ")).toBeUndefined();
    expect(score(number, "many")).toBeUndefined();
    expect(complete(match, "0 - 1 0")).toBe(false);
    expect(complete(match, "0 0 1 0")).toBe(true);
    expect(complete({ ...number, right: "" }, "5")).toBe(true);
    expect(score({ ...number, right: "" }, "5")).toBeUndefined();
  });
});
