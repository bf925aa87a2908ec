import { describe, expect, it } from "vitest";
import { score } from "../../../../web/lesson/client/score.js";

describe("score", () => {
  const choice = { kind: "choice", right: "1", replies: ["Nearly.", undefined, undefined] } as const;
  const number = { kind: "number", right: "72.5", near: 8, unit: "%" } as const;
  const order = { kind: "order", right: "0 1 2" } as const;

  it.each([
    [choice, "1", true, "That is it."],
    [choice, "0", false, "Nearly."],
    [choice, "2", false, "Not this one: the answer below says why."],
    [number, "72.5", true, "Right: it is 72.5 %."],
    [number, "80.5", true, "Right: it is 72.5 %."],
    [number, "80.6", false, "You said 80.6; it is 72.5 %."],
    [number, "-3", false, "You said -3; it is 72.5 %."],
    [{ kind: "number", right: "110889" } as const, "110889", true, "Right: it is 110,889."],
    [order, "0 1 2", true, "All in their places."],
    [order, "1 0 2", false, "1 of 3 in their places."],
  ])("%o given %s", (question, given, right, words) => {
    expect(score({ ...question, replies: "replies" in question ? [...question.replies] : undefined }, given)).toEqual(
      { right, words },
    );
  });

  it("waits for something to commit to", () => {
    expect(score(choice as never, "")).toBeUndefined();
    expect(score(number, " ")).toBeUndefined();
    expect(score(number, "many")).toBeUndefined();
  });
});
