import { describe, expect, it } from "vitest";
import { numberProblem, readNumber } from "../../../../web/lesson/client/read-number.js";

describe("readNumber", () => {
  it.each([
    ["72.5", 72.5],
    [" 72,5 ", 72.5],
    ["0,5", 0.5],
    [".5", 0.5],
    ["0,500", 0.5],
    ["-2", -2],
    ["−2", -2],
    ["+3", 3],
    ["70 %", 70],
    ["70%", 70],
    ["1e3", 1000],
    ["1 000", 1000],
    ["1\u202f000\u00a0000", 1_000_000],
    ["1'000", 1000],
    ["1,000", 1000],
    ["1,234,567", 1_234_567],
    ["1.234,5", 1234.5],
    ["1,234.5", 1234.5],
  ])("%s is %d", (text, number) => {
    expect(readNumber(text)).toBe(number);
  });

  it.each(["", " ", "many", "1 2", "12 34", "1.2.3", "5 apples", "0x10", "1e", "--1", "Infinity"])(
    "%s is none",
    (text) => {
      expect(readNumber(text)).toBeUndefined();
    },
  );

  it("says what is wrong, and nothing where nothing is", () => {
    const range = { min: 0, max: 100 };
    expect(numberProblem("a lot", range)).toContain("“a lot” is not a number");
    expect(numberProblem("120", range)).toBe("It lies between 0 and 100.");
    expect(numberProblem("-1", range)).toBe("It lies between 0 and 100.");
    expect(numberProblem("100", range)).toBeUndefined();
  });
});
