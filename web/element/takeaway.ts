// What a learner can take away: the picture as PNG, the numbers as CSV, a link to the widget as it is.

import { copyLink } from "../dom/copy-link.js";
import { saveBlob } from "../dom/save.js";
import { scrambled } from "./pixels.js";
import type { Wanted } from "./types.js";

/** RFC 4180 text to rows. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      row.push(cell);
      cell = "";
    } else if (c === "\n") {
      rows.push([...row, cell.replace(/\r$/, "")]);
      row = [];
      cell = "";
    } else cell += c;
  }
  if (cell || row.length > 0) rows.push([...row, cell]);
  return rows;
}

function pictureOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const problem = scrambled();
    if (problem) return reject(new Error(problem));
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be encoded."))),
      "image/png",
    );
  });
}

/** Where the things to take away come from, and who hears of them. */
export interface Keepsakes {
  /** Files are called by it. */
  name: string;
  canvas: HTMLCanvasElement;
  csv(): string;
  /** The page opens this figure from a link. */
  links: boolean;
  /** undefined: it would be too long. */
  link(): string | undefined;
  remark(text: string): void;
}

/** Call it in the press that asks: browsers let nothing be copied later. Rejects in words. */
export async function takeAway(what: Exclude<Wanted, "file">, from: Keepsakes): Promise<void> {
  if (what === "link") return from.remark(from.links ? await copied(from.link()) : noLinks);
  const file = what === "png" ? pictureOf(from.canvas) : new Blob([from.csv()], { type: "text/csv;charset=utf-8" });
  const doubt = saveBlob(await file, `${from.name}.${what}`);
  if (doubt) from.remark(doubt);
}

const noLinks = "This page does not open its figures from links. Save the picture or the numbers instead.";

async function copied(link: string | undefined): Promise<string> {
  return link === undefined
    ? "This state is too long for a link. Save the picture or the numbers instead."
    : copyLink(link);
}
