// What a run's attention says: quadrants against their even shares, and where a word stands.

import type { ModelRun } from "../../../element/tiny-sd3.js";

/** In the order of a run's masses (core/attention/quadrants.h). */
export const quadrantNames = [
  "text reads text",
  "text reads image",
  "image reads text",
  "image reads image",
] as const;

/** Shares of all weight, averaged over steps, blocks and heads. */
export function quadrantShares(run: ModelRun): number[] {
  return meanOf(run.steps.flatMap((step) => step.mass.flat()));
}

/** The same for one head, averaged over steps. */
export function headShares(run: ModelRun, block: number, head: number): number[] {
  return meanOf(run.steps.map((step) => step.mass[block]![head]!));
}

/** What each quadrant would hold if everyone attended evenly. */
export function evenShares(run: ModelRun): number[] {
  const { text_tokens: text, image_tokens: image } = run.start!;
  const all = (text + image) ** 2;
  return [(text * text) / all, (text * image) / all, (image * text) / all, (image * image) / all];
}

export interface WordRow {
  /** Among the text rows. */
  row: number;
  /** Whose row it is; "" where all readers read the same rows. */
  reader: "" | "clip" | "t5";
}

/** The rows of a word of the prompt, one of each reader; throws when it has none. */
export function wordRows(run: ModelRun, word: string): WordRow[] {
  const { labels, clip_rows: clip } = run.start!;
  const reader = (row: number) => (clip === labels.length ? "" : row < clip ? "clip" : "t5");
  const found = [labels.indexOf(word), labels.indexOf(word, clip)];
  const rows = [...new Set(found)].filter((row) => row >= 0).map((row): WordRow => ({ row, reader: reader(row) }));
  if (rows.length === 0) throw new Error(`The prompt has no token “${word}”.`);
  return rows;
}

function meanOf(masses: number[][]): number[] {
  if (masses.length === 0) throw new Error("This run has no joint attention.");
  return [0, 1, 2, 3].map((i) => masses.reduce((sum, mass) => sum + mass[i]!, 0) / masses.length);
}
