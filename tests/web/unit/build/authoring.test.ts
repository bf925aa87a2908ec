// What a content file may not do: type a number into a claim, or show a figure that nothing leads to.

import { compile } from "@mdx-js/mdx";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { describe, expect, it } from "vitest";
import { remarkAuthoring, typedNumber } from "../../../../web/build/authoring.js";

const made = (text: string) => compile(text, { remarkPlugins: [remarkGfm, remarkMath, remarkAuthoring] });

describe("numbers", () => {
  it.each(["won 46 % of them", "a loss of 2.71", "in 333 tokens", "19,712 entries"])(
    "in a claim: %s",
    async (text) => {
      await expect(made(`It ${text}.`)).rejects.toThrow("typed by hand");
    },
  );
  it.each(["| a |\n|---|\n| 46 % |", '<Figure caption="It is 46 % of all." />', '<Row why="Only 28.5 of them." />'])(
    "in tables and in what blocks state: %s",
    async (text) => {
      await expect(made(`Look:\n\n${text}`)).rejects.toThrow("typed by hand");
    },
  );
  it("that name or measure something else are let be", () => {
    for (const text of [
      "SD v1.5 and SD3.5",
      "FLUX.2, 3.5 Large",
      "1024 × 1024",
      "28 November 2026",
      "16-bit",
      "Apache-2.0",
    ])
      expect(typedNumber(text), text).toBeUndefined();
  });
  it("in formulas, code, numbers' own blocks, questions and labs are let be", async () => {
    await made(
      '$t=0.25$, `0.25`, <N of="a:256" />.\n\n<Q question="What is 46 % of 333?" />\n\n<Lab>\n\nRun 100 %.\n\n</Lab>',
    );
  });
  it("are found with their line", async () => {
    await expect(made("One.\n\nTwo: 46 %.")).rejects.toMatchObject({ line: 3 });
  });
});

describe("figures", () => {
  it.each([
    "<Figure />",
    "### Heading\n\n<Widget />",
    "Lead.\n\n<LiveRuns />\n\n<Figure />",
    "<Reveal>\n\n<Figure />\n\n</Reveal>",
  ])("need a sentence above them: %s", async (text) => {
    await expect(made(text)).rejects.toThrow("follows no sentence");
  });
  it.each(["Look:\n\n<Figure />", "- one\n\n<Widget />", "<PredictChoice />\n\n<LiveRuns />"])(
    "have it: %s",
    async (text) => {
      await made(text);
    },
  );
});
