import { describe, expect, it } from "vitest";
import { difference, differences, format, number, value } from "../../../../web/lesson/catalogue.js";

describe("catalogue", () => {
  it("finds values by key, and refuses what is not there", () => {
    expect(number("a:params.total")).toBe(7_692_768_483);
    expect(value("a:shape.1")).toBe(2);
    expect(() => number("a:params.none")).toThrow("a:params.none");
    expect(() => number("c:params.total")).toThrow("no model “c”");
    expect(() => number("a:shape")).toThrow("not a number");
  });

  it("joins the differences of all models once each, in order", () => {
    expect(differences().map((one) => one.id)).toEqual(["w", "x"]);
    expect(difference("w")?.number).toBe(1);
    expect(() => difference("y")).toThrow("“y”");
  });

  it.each([
    [7_692_768_483, "exact", "7,692,768,483"],
    [7_692_768_483, "words", "7.69 billion"],
    [2_028_328_000, "brief", "2.03B"],
    [123_650_304, "brief", "124M"],
    [83_819_683, "words", "83.8 million"],
    [333, "words", "333"],
    [4096, "exact", "4096"],
    [19_712, "exact", "19,712"],
    [30.08, "plus-percent", "+30.1\u00a0%"],
    [-2, "plus-percent", "−2.0\u00a0%"],
    [5.33, "percent", "5.3\u00a0%"],
    [72.5, "percent", "73\u00a0%"],
    [2.348, "times", "2.35×"],
    [Number.NaN, "exact", "…"],
  ] as const)("%d as %s", (n, form, text) => {
    expect(format(n, form)).toBe(text);
  });
});
