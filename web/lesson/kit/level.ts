// How hard a lesson reads: Flesch and Kincaid's school grade of each section and sentence, from the length of sentences and
// of words. A crude measure, made for English prose: it finds the sentences worth a second look, no more.

import type { Piece } from "./reading.js";

export interface Level {
  words: number;
  sentences: number;
  /** Of three syllables and more, 0 to 1 of all. */
  long: number;
  grade: number;
}
export interface Sentence {
  text: string;
  section: string;
  grade: number;
}

const splitter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Whole sentences of prose; headings, labels and entries without an end are none. */
export function sentencesOf(pieces: readonly Piece[]): Omit<Sentence, "grade">[] {
  const blocks = new Map<string, { section: string; text: string }>();
  for (const { block, section, text, prose, cited } of pieces) {
    if (section === "" || cited) continue;
    const key = `${section} ${block}`;
    const so = blocks.get(key) ?? { section, text: "" };
    if (prose) blocks.set(key, { section, text: so.text + text });
    else if (so.text && !so.text.endsWith("x ")) so.text += "x "; // a formula or a name of code stands for a word
  }
  return [...blocks.values()].flatMap(({ section, text }) =>
    [...splitter.segment(text.replace(/\s+/g, " "))]
      .map(({ segment }) => ({ section, text: segment.trim() }))
      .filter(({ text }) => /[.!?][”’")]*$/.test(text) && wordsOf(text).length > 2),
  );
}

export function levelOf(texts: readonly string[]): Level {
  const words = texts.flatMap(wordsOf);
  const syllables = words.map(syllablesOf);
  const sum = syllables.reduce((all, one) => all + one, 0);
  const grade = (0.39 * words.length) / texts.length + (11.8 * sum) / words.length - 15.59;
  return {
    words: words.length,
    sentences: texts.length,
    long: syllables.filter((n) => n > 2).length / words.length,
    grade,
  };
}

/** Sections in order, each with its level. */
export function levels(pieces: readonly Piece[]): Map<string, Level> {
  const texts = new Map<string, string[]>();
  for (const { section, text } of sentencesOf(pieces)) texts.set(section, [...(texts.get(section) ?? []), text]);
  return new Map([...texts].map(([section, all]) => [section, levelOf(all)]));
}

export function hardest(pieces: readonly Piece[], count: number): Sentence[] {
  return sentencesOf(pieces)
    .filter(({ text }) => wordsOf(text).length > 9)
    .map((one) => ({ ...one, grade: levelOf([one.text]).grade }))
    .sort((a, b) => b.grade - a.grade)
    .slice(0, count);
}

const wordsOf = (text: string) => text.match(/\p{L}[\p{L}’'-]*|\p{N}[\p{N}.,]*/gu) ?? [];

/** Groups of vowels, but for a silent e at the end; a number counts as one. */
export function syllablesOf(word: string): number {
  const bare = word.toLowerCase().replace(/[^a-z]/g, "");
  const groups = bare.replace(/(?<![aeiouyl])e$|(?<=[aeiouy][a-z])es?$|(?<=[^td])ed$/, "").match(/[aeiouy]+/g);
  return Math.max(1, groups?.length ?? 1);
}
