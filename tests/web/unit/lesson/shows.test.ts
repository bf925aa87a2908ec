import { describe, expect, it } from "vitest";
import { checkShows } from "../../../../web/lesson/shows.js";

const widget = '<lesson-widget id="steps-here" name="step-count" parts="error" label="a > b"></lesson-widget>';
const show = (of: string, state: object) =>
  `<a class="show" href="#${of}" data-state="${JSON.stringify(state).replaceAll('"', "&quot;")}">four</a>`;
const page = (inside: string) =>
  `<section id="one" class="section">${widget}</section><section id="two" class="section">${inside}</section>`;
const fileOf = (section: string) => `${section}.mdx`;
const told = { words: "", rows: [] };

describe("checkShows", () => {
  it("asks the figure's own widget and parts whether they take the state", () => {
    const asked: unknown[] = [];
    checkShows(
      page(show("steps-here", { steps: 4, world: "a&b" })),
      {
        widget(one) {
          asked.push(one);
          return told;
        },
      },
      fileOf,
    );
    expect(asked).toEqual([{ name: "step-count", parts: "error", state: { steps: 4, world: "a&b" } }]);
  });
  it("names the file and the figures that there are", () => {
    expect(() => checkShows(page(show("nowhere", {})), { widget: () => told }, fileOf)).toThrow(
      'two.mdx: <Show of="nowhere"> names no widget of the page (steps-here)',
    );
  });
  it("passes on what a figure refuses", () => {
    const refuse = () => {
      throw new Error("steps: 1 to 100.");
    };
    expect(() => checkShows(page(show("steps-here", { steps: 0 })), { widget: refuse }, fileOf)).toThrow(
      'two.mdx: <Show of="steps-here">: steps: 1 to 100.',
    );
  });
});
