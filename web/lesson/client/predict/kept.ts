// What is kept of predictions: as this page writes it, as earlier ones did, and as the file that a reader saves says it.

import { type Check, isRecord, isText } from "../store.js";

/** What is kept of an answer. */
export interface Kept {
  given: string;
  /** As it was worked out in the page. */
  right?: string;
  /** Lines of the working, to be shown again without computing it again. */
  worked?: [string, string][];
  at?: string;
  /** What surprised the reader, in their own words. */
  note?: string;
}
export const longestNote = 2000; // characters
export type Given = Record<string, Kept>;

const isPair = (line: unknown): line is [string, string] =>
  Array.isArray(line) && line.length === 2 && line.every((part) => isText(part));
const optional = (value: unknown, fits: (value: unknown) => boolean) => value === undefined || fits(value);

/** The pages before this one kept the given answer alone. */
export function keptFrom(one: unknown): Kept | undefined {
  if (isText(one)) return { given: one };
  if (!isRecord(one) || !isText(one.given)) return undefined;
  const { given, right, worked, at, note } = one;
  const fits =
    optional(right, (value) => isText(value)) &&
    optional(at, (value) => isText(value, 100)) &&
    optional(note, (value) => isText(value, longestNote)) &&
    optional(worked, (value) => Array.isArray(value) && value.every(isPair));
  return fits ? ({ given, right, worked, at, note } as Kept) : undefined;
}

/** A record that is none is set aside alone; the others stay. */
export const checkGiven: Check<Given> = (kept, aside) => {
  if (!isRecord(kept)) {
    aside(kept);
    return {};
  }
  const entries = Object.entries(kept).flatMap(([id, one]): [string, Kept][] => {
    const good = keptFrom(one);
    if (!good) aside({ [id]: one });
    return good ? [[id, good]] : [];
  });
  return Object.fromEntries(entries);
};

// --- the file ---

const format = "lesson-predictions/1";

/** One answer as the file tells it; `given`, `worked_out`, `at` and `note` are what a page takes back. */
export interface Told {
  id: string;
  kind: string;
  question: string;
  given: string;
  worked_out: string;
  right?: boolean;
  points?: number;
  words?: string;
  at?: string;
  note?: string;
}

export const fileText = (lesson: string, answers: Told[]): string =>
  JSON.stringify({ format, lesson, answers }, null, 2);

/** The answers of a saved file by their ids; throws in words where it is none. */
export function answersIn(text: string): Map<string, Kept | undefined> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("This is no file of saved predictions: it is not JSON. Choose the one called predictions.json.");
  }
  if (!isRecord(file) || !isText(file.format) || !Array.isArray(file.answers))
    throw new Error("This is no file of saved predictions. Choose the one called predictions.json.");
  if (file.format !== format)
    throw new Error(`This file is of another version (“${file.format.slice(0, 40)}”, expected “${format}”).`);
  return new Map(
    file.answers.flatMap((answer): [string, Kept | undefined][] => {
      if (!isRecord(answer) || !isText(answer.id, 200)) return [];
      const { given, worked_out, at, note } = answer;
      return [[answer.id, keptFrom({ given, right: worked_out === "" ? undefined : worked_out, at, note })]];
    }),
  );
}
