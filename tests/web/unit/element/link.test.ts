import { describe, expect, it } from "vitest";
import { difference, formatHash, longestLink, parseHash, typed } from "../../../../web/element/link.js";

const first = { steps: 28, shift: 3, sampler: "euler", guided: true, prompt: "" };

describe("links", () => {
  it("hold only what differs, and come back as they were", () => {
    const state = { ...first, steps: 10, guided: false, prompt: "a crane; near = 100 % & a+b: river" };
    const hash = formatHash(new Map([["step-count", difference(state, first)]]))!;
    expect(hash).toMatch(/^#w1:step-count:steps=10&guided=false&prompt=/);
    const values = parseHash(hash).get("step-count")!;
    expect({ ...first, ...typed(values, first) }).toEqual(state);
  });

  it("hold several widgets", () => {
    const hash = formatHash(
      new Map([
        ["a", new Map([["x", "1"]])],
        ["b", new Map([["y", "2"]])],
      ]),
    )!;
    expect([...parseHash(hash).keys()]).toEqual(["a", "b"]);
  });

  it("survive 32-bit numbers without noise", () => {
    expect(difference({ shift: Math.fround(3.1) }, { shift: 3 }).get("shift")).toBe("3.1");
  });

  it("are refused rather than shared when too long", () => {
    const long = new Map([["a", new Map([["prompt", "x".repeat(longestLink)]])]]);
    expect(formatHash(long)).toBeUndefined();
  });

  it.each(["", "#", "#section-6", "#w2:a:x=1", "#w1:", "#w1:;;:=&", "#w1:a:%zz=1", `#w1:a:x=${"1".repeat(3000)}`])(
    "ignore what is not one: %s",
    (hash) => {
      expect(parseHash(hash).size).toBe(0);
    },
  );

  it.each([
    [{ steps: "many" }, /steps: expected a number, got “many”/],
    [{ steps: "" }, /steps: expected a number/],
    [{ steps: "Infinity" }, /steps/],
    [{ guided: "yes" }, /guided: expected true or false/],
  ])("say which value cannot be read: %o", (values, message) => {
    expect(() => typed(new Map(Object.entries(values)), first)).toThrow(message);
  });
});
