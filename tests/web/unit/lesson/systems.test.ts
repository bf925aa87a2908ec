// Every system that the lesson names has its figure in the content, and a test that is there.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { repository, systems } from "../../systems.js";

const folder = `${repository}web/lesson/content/sd3-and-flux/`;
const content = readdirSync(folder)
  .filter((name) => name.endsWith(".mdx"))
  .map((name) => readFileSync(folder + name, "utf8"))
  .join("\n");

describe("the lesson's systems", () => {
  it("are twenty, each named once", () => {
    expect(new Set(systems().map(({ name }) => name)).size).toBe(20);
  });
  it.each(systems().filter(({ figure }) => figure))("$name: #$figure stands in the content", ({ figure }) => {
    expect(content).toContain(`<Widget id="${figure}" `);
  });
  it.each(systems())("$name is tested in $test", ({ test }) => {
    expect(existsSync(repository + test)).toBe(true);
  });
  it("told in words alone are named in the text", () => {
    expect(systems().filter(({ figure }) => !figure)).toHaveLength(1);
    for (const word of ["ControlNet", "onsistency"]) expect(content).toContain(word);
  });
});
