// Numbers for the page: from the core's catalogue by key, or derived from it by a lesson's own numbers.ts.
//   sd3-medium:params.transformer     a value of `lesson-cli shapes --model sd3-medium --json`
//   joint-extra                       a derived number of the lesson

import catalogue from "virtual:catalogue";

export interface Difference {
  number: number;
  id: string;
  topic: string;
  lesson: string;
  published: string;
  why: string;
  source: string;
}

/** True when the page is being previewed without the catalogue. */
export const preview = Object.keys(catalogue).length === 0;

/** One value of one model; throws when there is none, so that a build with a wrong key fails. */
export function value(key: string): unknown {
  if (preview) return undefined;
  const colon = key.indexOf(":");
  const model = key.slice(0, colon);
  let at: unknown = catalogue[model];
  if (at === undefined)
    throw new Error(`${key}: there is no model “${model}” in the catalogue (${Object.keys(catalogue).join(", ")})`);
  for (const step of key.slice(colon + 1).split(".")) {
    const names = Object.keys(at as object).join(", ");
    at = (at as Record<string, unknown>)[step];
    if (at === undefined || at === null)
      throw new Error(`${key}: the catalogue has no such value: no “${step}” among ${names}`);
  }
  return at;
}

/** A number of the catalogue; NaN in a preview. */
export function number(key: string): number {
  const found = value(key);
  if (preview) return Number.NaN;
  if (typeof found !== "number") throw new Error(`${key} is not a number`);
  return found;
}

/** One row of the honesty note. */
export function difference(id: string): Difference | undefined {
  if (preview) return undefined;
  for (const model of Object.values(catalogue)) {
    const found = (model.differences as Difference[] | undefined)?.find((one) => one.id === id);
    if (found) return found;
  }
  throw new Error(`the catalogue has no difference “${id}”`);
}
/** The whole honesty note, in order. */
export function differences(): Difference[] {
  const all = new Map<number, Difference>();
  for (const model of Object.values(catalogue)) {
    for (const one of (model.differences as Difference[] | undefined) ?? []) all.set(one.number, one);
  }
  return [...all.values()].sort((a, b) => a.number - b.number);
}

/** A model that came after SD3 and Flux. */
export interface LaterModel {
  title: string;
  year: number;
  reader: string;
  dual_blocks: number;
  single_blocks: number;
  blocks_note: string;
  modulation: string;
  source: string;
}
export const laterModels = (): LaterModel[] => (preview ? [] : (value("later:models") as LaterModel[]));

// From five digits on, as shapes and formulas beside them have it: 4096, but 19,712.
export const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0, useGrouping: "min2" });
const scales = [
  [1e12, "trillion", "T"],
  [1e9, "billion", "B"],
  [1e6, "million", "M"],
  [1e3, "thousand", "k"],
] as const;

/** 28 · 1101 · 2,028,328,000 */
export const exact = (n: number) => grouped.format(n);

/** Three significant digits in words: 2.03 billion. Small numbers stay exact. */
export function inWords(n: number): string {
  const scale = scales.find(([size]) => size >= 1e6 && n >= size);
  return scale ? `${round3(n / scale[0])} ${scale[1]}` : exact(n);
}
/** Three significant digits for tables: 2.03B. */
export function brief(n: number): string {
  const scale = scales.find(([size]) => n >= size);
  return scale ? `${round3(n / scale[0])}${scale[2]}` : exact(n);
}
const round3 = (n: number) => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));

export type NumberForm = "exact" | "words" | "brief" | "percent" | "times" | "plus-percent" | "one" | "two";

export function format(n: number, form: NumberForm): string {
  if (!Number.isFinite(n)) return "…";
  switch (form) {
    case "exact":
      return exact(n);
    case "words":
      return inWords(n);
    case "brief":
      return brief(n);
    case "percent":
      return `${n.toFixed(n < 10 ? 1 : 0)}\u00a0%`;
    case "plus-percent":
      return `${n < 0 ? "−" : "+"}${Math.abs(n).toFixed(1)}\u00a0%`;
    case "times":
      return `${n.toFixed(2)}×`;
    case "one":
      return n.toFixed(1);
    case "two":
      return n.toFixed(2);
  }
}
