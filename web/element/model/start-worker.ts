// The model's worker, started once its script is seen to be what was built. Until then its messages wait. Browsers take
// a worker from the page's own origin alone; files of another (a page in a sandbox has none of its own) reach it by a blob.

import { downloadFrom } from "../download.js";
import { whyNoWorker } from "../policy-watch.js";
import { ofOwnOrigin, scriptUrl } from "../trusted.js";
import type { ToWorker } from "./protocol.js";
import type { ModelWorker } from "./worker-link.js";

class CheckedWorker implements ModelWorker {
  onmessage: ModelWorker["onmessage"] = null;
  onerror: ModelWorker["onerror"] = null;
  why: ModelWorker["why"];
  #worker: Worker | undefined;
  #waiting: ToWorker[] | undefined = [];

  /** `address`: of the script, once it is known to be good. */
  constructor(address: Promise<string>) {
    address.then((url) => this.#begin(url)).catch((error) => this.#fail(error));
  }
  postMessage(message: ToWorker): void {
    if (this.#worker) this.#worker.postMessage(message);
    else this.#waiting?.push(message);
  }
  terminate(): void {
    this.#waiting = undefined;
    this.#worker?.terminate();
  }

  #begin(url: string): void {
    if (!this.#waiting) return; // not needed any more
    const worker = new Worker(scriptUrl(url), { name: "tiny-sd3" });
    worker.onmessage = (event) => this.onmessage?.(event);
    worker.onerror = (event) => this.onerror?.(event);
    for (const message of this.#waiting) worker.postMessage(message);
    this.#worker = worker;
    this.why = () => whyNoWorker(url);
  }
  #fail(error: unknown): void {
    const message = `Its script could not be loaded: ${error instanceof Error ? error.message : error}.`;
    if (this.#waiting) this.onerror?.({ message } as ErrorEvent);
  }
}

/** Throws at once, in words, where no worker may come from `url`: what is of another origin is taken by its hash alone. */
export function startWorker(url: string, integrity?: string): ModelWorker {
  const foreign = !ofOwnOrigin(url);
  if (!foreign || !integrity) scriptUrl(url);
  return new CheckedWorker(
    downloadFrom(url, { integrity }).then((found) => (foreign ? blobOf(found.bytes) : found.url)),
  );
}

const blobOf = (code: BlobPart) => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
