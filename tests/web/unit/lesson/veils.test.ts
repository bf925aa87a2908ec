// @vitest-environment happy-dom

import { beforeEach, describe, expect, it } from "vitest";
import { browserStore } from "../../../../web/lesson/client/store.js";
import { startVeils, veilOf } from "../../../../web/lesson/client/veils.js";
import { checkLesson } from "../../../../web/lesson/kit/index.js";

const escaped = (value: object) => JSON.stringify(value).replaceAll('"', "&quot;");
const section = (inside: string) => `<section id="one" class="section">${inside}</section>`;
const asks = (attributes: string) => `<form class="predict" id="p" data-kind="choice" ${attributes}></form>`;
const widget = (id: string, name: string, more = "") =>
  `<figure class="figure"><lesson-widget id="${id}" name="${name}" ${more}></lesson-widget></figure>`;
const pictures = (run: object) =>
  `<figure class="figure live-runs" id="runs"><div data-request="${escaped(run)}"></div></figure>`;
const check = (inside: string) => checkLesson(section(inside), {}, (id) => `${id}.mdx`, true);

describe("a figure that answers a prediction", () => {
  const readers = asks('data-live="missing-reader" data-prompt="a crane" data-seed="1"');
  it("must be veiled by it, before the question and after", () => {
    const open = "one.mdx: p is answered by the figure “r”, which stands open";
    expect(() => check(readers + widget("r", "readers"))).toThrow(open);
    expect(() => check(widget("r", "readers", 'parts="picture given"') + readers)).toThrow(open);
    expect(() => check(readers.replace(">", ' data-veils="r">') + widget("r", "readers"))).not.toThrow();
  });
  it("is no other part, tab or widget", () => {
    expect(() => check(readers + widget("r", "readers", 'parts="order"') + widget("s", "step-count"))).not.toThrow();
    const loss = asks('data-live="velocity-loss"');
    const tab = (name: string) => widget("f", "flow-playground", `state="${escaped({ tab: name })}"`);
    expect(() => check(loss + tab("pairs") + widget("g", "flow-playground"))).not.toThrow();
    expect(() => check(loss + tab("time"))).toThrow("“f”");
  });
  it("is a row of pictures of the same run with what is asked about left out", () => {
    const run = { prompt: "a crane", seed: 1 };
    expect(() => check(readers + pictures({ ...run, drop_encoders: "t5" }))).toThrow("“runs”");
    expect(() => check(readers + pictures({ ...run, seed: 2, drop_encoders: "t5" }))).not.toThrow();
    expect(() => check(readers + pictures(run))).not.toThrow();
  });
  it("is known by the author's number, too", () => {
    expect(() => check(asks('data-answer="adaln"') + widget("c", "block", 'parts="count"'))).toThrow("“c”");
    expect(() => check(widget("e", "encoder-shapes") + asks('data-answer="adaln"'))).toThrow("“e”");
  });
  it("exists", () => {
    expect(() => check(asks('data-veils="nowhere"'))).toThrow("p veils “nowhere”, which is no figure of the page");
  });
  it("is not the opening, of its own prompt and seed", () => {
    const opening = '<figure class="opening-figure" data-prompt="a crane" data-seed="1"></figure>';
    const patches = (prompt: string) => asks(`data-live="reads-word" data-prompt="${prompt}" data-seed="1"`);
    expect(() => check(opening + patches("a crane"))).toThrow("p asks for what figures above it show");
    expect(() => check(opening + patches("a boat"))).not.toThrow();
  });
});

describe("the veil", () => {
  const form = () => document.querySelector<HTMLFormElement>("form#p")!;
  const figure = () => document.querySelector("#w")!;
  const start = () => {
    document.body.innerHTML =
      `${asks('data-veils="w"')}<form class="predict" id="q" data-veils="w v"></form>` +
      `${widget("w", "step-count")}${widget("v", "step-count")}`;
    startVeils(document, browserStore("a"));
  };
  const answer = (id: string) => {
    document.querySelector(`form#${id}`)!.classList.add("done");
    document.dispatchEvent(new Event("lesson-answer"));
  };
  const look = () => veilOf(figure())!.querySelector("button")!.click();
  beforeEach(() => {
    localStorage.clear();
    location.hash = "";
    start();
  });

  it("covers the figure for eye, hand and reader, and names the prediction", () => {
    expect(figure().hasAttribute("inert")).toBe(true);
    expect(veilOf(figure())!.querySelector("a")!.getAttribute("href")).toBe("#p");
    expect(veilOf(figure())!.closest("[inert]")).toBeNull();
    expect(veilOf(form().nextElementSibling!.nextElementSibling!)).not.toBeNull();
  });
  it("is lifted when all its predictions are made", () => {
    answer("p");
    expect(veilOf(figure())!.querySelector("a")!.getAttribute("href")).toBe("#q");
    answer("q");
    expect(veilOf(figure())).toBeNull();
    expect(figure().hasAttribute("inert")).toBe(false);
  });
  it("is lifted for who looks anyway, over a reload, until all is forgotten", () => {
    look();
    expect(veilOf(figure())).toBeNull();
    start();
    expect(veilOf(figure())).toBeNull();
    expect(veilOf(document.querySelector("#v")!)).not.toBeNull();
    document.dispatchEvent(new Event("lesson-reset"));
    expect(veilOf(figure())).not.toBeNull();
    start();
    expect(veilOf(figure())).not.toBeNull();
  });
  it("does not lie over a state that somebody was sent to", () => {
    location.hash = "#w:v1.steps=28";
    start();
    expect(veilOf(figure())).toBeNull();
    expect(veilOf(document.querySelector("#v")!)).not.toBeNull();
  });
});
