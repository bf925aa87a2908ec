// The measure of how hard a lesson reads.

import { describe, expect, it } from "vitest";
import { hardest, levelOf, levels, sentencesOf, syllablesOf } from "../../../../web/lesson/kit/level.js";
import { read } from "../../../../web/lesson/kit/reading.js";

const page = (inside: string) => read(`<section id="one" class="section">${inside}</section>`);

describe("sentences", () => {
  it("go on through what stands inside them, and end with their paragraph", () => {
    const html =
      "<h2>A title of it</h2><p>A <em>red</em> cat sat <a href='#'>there</a>. It slept well.</p><li>An entry here.</li>";
    expect(sentencesOf(page(html)).map(({ text }) => text)).toEqual([
      "A red cat sat there.",
      "It slept well.",
      "An entry here.",
    ]);
  });
  it("take a formula or code for a word, and no source for any", () => {
    const html = '<p>So <code>lesson-cli export</code> writes it <a class="cite">Esser et al. 2024</a>. And on.</p>';
    expect(sentencesOf(page(html)).map(({ text }) => text)).toEqual(["So x writes it ."]);
  });
  it("leave out tables, code and what belongs to no section", () => {
    expect(sentencesOf(page("<table><td>Not this one here.</td></table><pre>Nor this one here.</pre>"))).toEqual([]);
    expect(sentencesOf(read("<p>Nor this one here.</p>"))).toEqual([]);
  });
});

describe("the grade", () => {
  it.each([
    ["cat", 1],
    ["make", 1],
    ["table", 2],
    ["trained", 1],
    ["noted", 2],
    ["diffusion", 3],
    ["transformer", 3],
    ["architecture", 4],
    ["SD3", 1],
  ])("counts the syllables of %s", (word, count) => {
    expect(syllablesOf(word)).toBe(count);
  });
  it("is Flesch and Kincaid's", () => {
    // 6 words, 6 syllables, 1 sentence
    expect(levelOf(["The cat sat on the mat."]).grade).toBeCloseTo(0.39 * 6 + 11.8 - 15.59, 6);
  });
  it("rises with longer sentences and longer words", () => {
    const plain = levelOf(["We cut the text.", "We add the rows."]).grade;
    expect(levelOf(["We cut the text, and then we add the rows."]).grade).toBeGreaterThan(plain);
    expect(levelOf(["We concatenate representations.", "We add the rows."]).grade).toBeGreaterThan(plain);
  });
  it("is told by section, and names the hardest sentences first", () => {
    const hard =
      "Multimodal transformers concatenate heterogeneous representations along sequences before normalisation happens.";
    const easy = "Now we go and look at the cat on the mat in the room.";
    const pieces = page(`<p>${easy} ${hard}</p>`);
    expect([...levels(pieces).keys()]).toEqual(["one"]);
    expect(hardest(pieces, 1)[0]!.text).toBe(hard);
  });
});
