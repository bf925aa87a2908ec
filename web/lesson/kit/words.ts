// How much there is to read: words of prose by section. Tables, formulas, code, drawings, sources, controls, what a
// figure says of itself, the model card and the vocabulary are not counted; labs stand apart.

import type { Piece } from "./reading.js";

/** Sections in order, each with its words. */
export function countWords(pieces: readonly Piece[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const { section, text, prose } of pieces)
    if (prose && section !== "") words.set(section, (words.get(section) ?? 0) + wordsOf(text));
  return words;
}
const wordsOf = (text: string) => text.split(/[\s\u00a0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** Sections that are not read from top to bottom. */
const apart = new Set(["practice", "sources"]);

/** Throws when a lesson is longer than it may be. */
export function checkLength(pieces: readonly Piece[], most: number | undefined): void {
  if (most === undefined) return;
  const counts = [...countWords(pieces)].filter(([section]) => !apart.has(section));
  const all = counts.reduce((sum, [, words]) => sum + words, 0);
  if (all <= most) return;
  const longest = counts.sort((a, b) => b[1] - a[1]).slice(0, 4);
  throw new Error(
    `the lesson has ${all} words, labs apart, and may have ${most} (lesson.ts); the longest sections: ` +
      longest.map(([section, words]) => `${section} ${words}`).join(", "),
  );
}
