import { describe, expect, it } from "vitest";
import { formatHash, longestHash, parseHash, readings } from "../../../../web/element/link.js";

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

  it.each(["", "#", "#section-6", "#a:", "#a:x=1", "#:v1.x=1", "#/route/3", "#a=v1.x"])(
    "ignore what is not one: %s",
    (hash) => {
      expect(parseHash(hash).size).toBe(0);
    },
  );

  it.each(["#a:v1.<script>", `#a:v1.x=${"1".repeat(3000)}`])(
    "leave what is none of ours to be refused in words: %s",
    (hash) => {
      expect(parseHash(hash).has("a")).toBe(true);
    },
  );

  it("name elements whose ids hold anything", () => {
    const states = new Map([["fig 2.1: années", "v1.steps=3"]]);
    expect(parseHash(formatHash(states)!)).toEqual(states);
  });
});

describe("links that were mangled on their way", () => {
  const whole = "#w:v1.steps=28;sampler=heun";
  const wanted = "v1.steps=28;sampler=heun";
  it.each([
    ["escaped by a chat program", `#${encodeURIComponent(whole.slice(1))}`],
    ["escaped twice", `#${encodeURIComponent(encodeURIComponent(whole.slice(1)))}`],
    ["only its colon escaped", whole.replace(":", "%3A")],
    ["its signs escaped, its colon not", "#w:v1.steps%3D28%3Bsampler%3Dheun"],
    ["in brackets", `${whole})`],
    ["at the end of a sentence", `${whole}.`],
    ["in quotes", `${whole}\u201d`],
    ["in angle brackets", `${whole}>`],
    ["with what a network adds after it", `${whole}?fbclid=IwAR1`],
    ["with another parameter after it", `${whole}&utm_source=x`],
    ["in HTML", `#v:v1.x=1&amp;${whole.slice(1)}`],
  ])("%s: read as they were meant", (_, hash) => {
    expect(readings(parseHash(hash).get("w")!)).toContain(wanted);
  });

  it("are read as they stand first", () => {
    expect(readings("v1.prompt=a+crane.")[0]).toBe("v1.prompt=a+crane.");
    expect(readings("v1.prompt=a%3Bsteps%3D4")[0]).toBe("v1.prompt=a%3Bsteps%3D4");
  });
});
