// How the model's worker comes by its files in what is one file: the page hands their packed texts over with
// its first message. Stands in for element/model/files.ts.

import { nameOf } from "./names.js";
import { unpack } from "./pack.js";

interface Packed {
  kind: "packed";
  texts: Record<string, string>;
}

// This module is evaluated before the worker's own, so its listener hears first.
const texts = new Promise<Record<string, string>>((resolve) => {
  const hear = (event: MessageEvent<Packed>) => {
    if (event.data.kind !== "packed") return;
    event.stopImmediatePropagation();
    self.removeEventListener("message", hear);
    resolve(event.data.texts);
  };
  self.addEventListener("message", hear);
});

export async function download(url: string): Promise<Uint8Array> {
  const text = (await texts)[nameOf(url)];
  if (!text) throw new Error(`the file holds no ${nameOf(url)}`);
  return new Uint8Array(await unpack(text).arrayBuffer());
}
