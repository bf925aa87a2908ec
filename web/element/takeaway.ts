// What a learner can take away: the picture as PNG, the numbers as CSV, a link to the widget as it is.

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

/** Hands a file to the reader, as a press on a download link would. */
function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function savePicture(canvas: HTMLCanvasElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (!blob) return reject(new Error("The picture could not be encoded."));
      saveBlob(blob, `${name}.png`);
      resolve();
    }, "image/png");
  });
}

function saveNumbers(csv: string, name: string): void {
  saveBlob(new Blob([csv], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
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

export async function takeAway(what: Exclude<Wanted, "file">, from: Keepsakes): Promise<void> {
  if (what === "png") await savePicture(from.canvas, from.name);
  if (what === "csv") saveNumbers(from.csv(), from.name);
  if (what === "link") from.remark(from.links ? await copied(from.link()) : noLinks);
}

const noLinks = "This page does not open its figures from links. Save the picture or the numbers instead.";

async function copied(link: string | undefined): Promise<string> {
  if (link === undefined) return "This state is too long for a link. Save the picture or the numbers instead.";
  try {
    await navigator.clipboard.writeText(link);
    return "Link copied.";
  } catch {
    return `Copy this link: ${link}`;
  }
}
