import { describe, expect, it } from "vitest";
import { formatHash, longestHash, parseHash } from "../../../../web/element/link.js";

describe("links", () => {
  it("hold the widgets' own texts by id, and come back as they were", () => {
    const states = new Map([
      ["step-count", "v1.steps=10;prompt=a+crane%2C+100%25"],
      ["encoder-shapes", "v1.model=flux.1-dev"],
    ]);
    const hash = formatHash(states)!;
    expect(hash).toBe("#step-count:v1.steps=10;prompt=a+crane%2C+100%25&encoder-shapes:v1.model=flux.1-dev");
    expect(parseHash(hash)).toEqual(states);
  });

  it("are empty without states, and refused rather than shared when too long", () => {
    expect(formatHash(new Map())).toBe("");
    expect(formatHash(new Map([["a", `v1.prompt=${"x".repeat(longestHash)}`]]))).toBeUndefined();
  });

  it("leave it to the widget to refuse another version", () => {
    expect(parseHash("#a:v7.x=1").get("a")).toBe("v7.x=1");
  });

  it.each([
    "",
    "#",
    "#section-6",
    "#a:",
    "#a:x=1",
    "#:v1.x=1",
    "#a b:v1.",
    "#a:v1.<script>",
    `#a:v1.x=${"1".repeat(3000)}`,
  ])("ignore what is not one: %s", (hash) => {
    expect(parseHash(hash).size).toBe(0);
  });
});
