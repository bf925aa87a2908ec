// What a lesson's page may not do: use a term before it is explained, print an answer above its question, go on too long.

import { describe, expect, it } from "vitest";
import { checkLesson, countWords, read } from "../../../../web/lesson/kit/index.js";

const section = (id: string, inside: string) => `<section id="${id}" class="section">${inside}</section>`;
const fileOf = (id: string) => `${id}.mdx`;
const glossary = { heun: { words: "Heun", means: "A solver." } };
const term = '<dfn class="term" data-term="heun">Heun<span class="term-means">Asks twice.</span></dfn>';
const form = (attributes: string) => `<form class="predict" id="p" ${attributes}><p>How much?</p></form>`;
const check = (html: string, lesson: Parameters<typeof checkLesson>[1] = {}) =>
  checkLesson(html, lesson, fileOf, true);

describe("terms", () => {
  it("may be used from their definition on", () => {
    expect(() => check(section("one", `<p>${term} again: Heun.</p>`), { glossary })).not.toThrow();
  });
  it("may not be used above it, in whatever case, and the files are named", () => {
    const html = section("one", "<p>By heun's method.</p>") + section("two", `<p>${term}</p>`);
    expect(() => check(html, { glossary })).toThrow("one.mdx: “heun” is used before");
    expect(() => check(html, { glossary })).toThrow("two.mdx");
  });
  it("do not count inside other words, in code or in the meaning of another term", () => {
    const before =
      '<p>heunish</p><pre>Heun</pre><dfn class="term" data-term="x">X<span class="term-means">Heun</span></dfn>';
    expect(() => check(section("one", `${before}<p>${term}</p>`), { glossary })).not.toThrow();
  });
  it("of the glossary are on the page", () => {
    expect(() => check(section("one", "<p>Nothing.</p>"), { glossary })).toThrow('no <Term of="heun">');
  });
});

describe("answers", () => {
  const asked = form('data-kind="number" data-right="72.48" data-unit="%"');
  it.each(["72.5 %", "72&nbsp;%", '<span class="n">72.48</span> %'])("may not stand above as %s", (given) => {
    expect(() => check(section("one", `<p>They hold ${given}.</p>${asked}`))).toThrow(/one\.mdx: “72.* gives p away/);
  });
  it("may stand below, and in another prediction's folded answer", () => {
    expect(() => check(section("one", `${asked}<p>72.5 %</p>`))).not.toThrow();
    expect(() => check(section("one", `<details class="answer"><p>72.5 %</p></details>${asked}`))).not.toThrow();
  });
  it("mean nothing as other quantities", () => {
    const twelve = form('data-kind="number" data-right="12" data-unit="vectors"');
    expect(() => check(section("one", `<p>12 layers, 112 vectors, 7,212 %</p>${twelve}`))).not.toThrow();
    expect(() => check(section("one", `<p>12 vectors</p>${twelve}`))).toThrow("gives p away");
  });
  it("of choices are guarded by the words that an author names, headings and header included", () => {
    const choice = form('data-kind="choice" data-hides="one room|one sequence"');
    expect(() => check(`<header><p>Into one room.</p></header>${section("one", choice)}`)).toThrow("“one room”");
    expect(() => check(section("one", `<p>Two rooms.</p>${choice}<p>one room</p>`))).not.toThrow();
  });
});

describe("words", () => {
  it("are those of prose, by section", () => {
    const html =
      section("one", "<h2>A title</h2><p>Two <b>words</b> more &amp; 7.</p><table><td>no</td></table><pre>no</pre>") +
      section(
        "two",
        '<lesson-widget>no</lesson-widget><div class="model-card"><p>no</p></div><p>yes</p><img alt="no"/>',
      );
    expect([...countWords(read(html))]).toEqual([
      ["one", 6],
      ["two", 1],
    ]);
  });
  it("stay below the lesson's limit, labs apart", () => {
    const html = section("one", "<p>one two three</p>") + section("practice", "<p>a b c d e f</p>");
    expect(() => check(html, { words: 3 })).not.toThrow();
    expect(() => check(html, { words: 2 })).toThrow("has 3 words, labs apart, and may have 2");
  });
});

describe("notes on what is often taught", () => {
  it("are six at most", () => {
    const notes = (n: number) =>
      section("one", Array.from({ length: n }, (_, i) => `<div id="published-${i}"></div>`).join(""));
    expect(() => check(notes(6))).not.toThrow();
    expect(() => check(notes(7))).toThrow("7 <AsPublished>");
  });
});
