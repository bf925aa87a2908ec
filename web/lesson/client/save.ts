// Files for the reader to keep.

import { saveBlob } from "../../dom/save.js";

/** Answers what to say where the frame around the page forbids it, or may. */
export const saveFile = (name: string, type: string, content: string | Blob): string | undefined =>
  saveBlob(content instanceof Blob ? content : new Blob([content], { type }), name);

/** Rows as RFC 4180 text. */
export function csv(rows: (string | number)[][]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows
    .map((row) => row.map(cell).join(","))
    .join("\r\n")
    .concat("\r\n");
}
