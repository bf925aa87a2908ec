// How the model's worker comes by its files where no server is: it asks the page. Stands in for element/model/files.ts.

export interface FileNeeded {
  kind: "file-needed";
  url: string;
}
export interface FileServed {
  kind: "file";
  url: string;
  bytes?: Uint8Array<ArrayBuffer>;
  /** In words, instead of bytes. */
  problem?: string;
}

type Waiting = { resolve(bytes: Uint8Array): void; reject(error: Error): void };
const waiting = new Map<string, Waiting>();

// This module is evaluated before the worker's own, so its listener hears first.
self.addEventListener("message", (event: MessageEvent<FileServed>) => {
  if (event.data.kind !== "file") return;
  event.stopImmediatePropagation();
  const { url, bytes, problem } = event.data;
  const one = waiting.get(url);
  waiting.delete(url);
  if (bytes) one?.resolve(bytes);
  else one?.reject(new Error(problem ?? `${url} did not come`));
});

export function download(url: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    waiting.set(url, { resolve, reject });
    self.postMessage({ kind: "file-needed", url } satisfies FileNeeded);
  });
}
