// Links of any content: nothing is thrown, nothing takes long, and what was written is read again.

import { describe, expect, it } from "vitest";
import { formatHash, parseHash, parseStates, readings } from "../../../../web/element/link.js";
import { type Chance, chance, hunt, mutated } from "./chance.js";

const kept = [
  "#steps:v1.steps=28;sampler=heun&w:v1.prompt=a+cat%20%C3%A9",
  "#steps%3Av1.steps%3D28&amp;w:v1.",
  "steps%253Av1.steps%253D28",
  "#a:b:v1.x=1&&:v1.&=:v12.;;",
  "#section-3",
  "",
];
const telling = [..."#&:;=%+.,-v1a0 ()\"'?é\u2028\ud83d\u{1f600}", "%25", "%3A", "%ZZ", "&amp;", ":v1."];
const anyLink = (random: Chance) => mutated([...random.of(kept)], telling, random).join("");

describe("hostile links", () => {
  it("give entries of an id and a versioned text, or nothing", () => {
    const random = chance();
    hunt(
      () => anyLink(random),
      (link) => JSON.stringify(link),
      (link) => {
        for (const [id, text] of parseHash(link)) {
          expect(id).not.toBe("");
          expect(text).toMatch(/^v\d+\./);
          const read = readings(text);
          expect(read.length).toBeLessThanOrEqual(4);
          for (const one of read) expect(one).toMatch(/^[\w\-.,+%=;]*$/);
        }
      },
    );
  });

  it("are read as they were written, whatever the ids are", () => {
    const random = chance();
    const letters = [...telling, ..."stepsé", "\ud800", "\udc00"];
    const make = () =>
      new Map(
        Array.from({ length: 1 + random.below(3) }, (_, i) => [
          mutated([..."steps"], letters, random).join("") + i,
          `v1.${random.of(["", "steps=28", "prompt=a+cat%C3%A9;t=0.5"])}`,
        ]),
      );
    hunt(
      make,
      (states) => JSON.stringify([...states]),
      (states) => {
        const hash = formatHash(states);
        if (hash === undefined) return;
        const wellFormed = new Map([...states].map(([id, text]) => [id.replace(/\p{Cs}/gu, "\ufffd"), text]));
        expect([...parseHash(hash)]).toEqual([...wellFormed]);
      },
    );
  });

  it.each([
    ["brackets", "(".repeat(100_000)],
    ["colons", `${":v1".repeat(50_000)}`],
    ["full stops", `a:v1.${".".repeat(100_000)}a`],
    ["ends of sentences", `a:v1.${"=-".repeat(50_000)} `],
    ["escapes", "%25".repeat(50_000)],
    ["ampersands", "&".repeat(200_000)],
    ["dots of an entry", `v1${".".repeat(200_000)}a`],
  ])("of many %s take no time", (_what, link) => {
    const begin = performance.now();
    for (const text of parseStates(link).values()) readings(text);
    readings(link);
    expect(performance.now() - begin).toBeLessThan(100);
  });
});
