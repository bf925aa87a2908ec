// One worker of the model as the page holds it: started with the first message, given back when it breaks or when nobody
// needs it, and started afresh with the next.

import type { FromWorker, ModelFiles, ToWorker } from "./protocol.js";

/** A Worker, as far as it is used; injected in tests. */
export interface ModelWorker {
  postMessage(message: ToWorker): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  /** Finds out what browsers do not tell of a script that did not start. */
  why?(): Promise<string>;
  terminate(): void;
}

export interface Listener {
  hear(message: FromWorker): void;
  /** The worker is gone and with it every run it had; `problem` is in words for the reader. */
  lost(problem: string): void;
}

export class WorkerLink {
  readonly #files: () => ModelFiles;
  readonly #spawn: () => ModelWorker;
  readonly #listener: Listener;
  #worker: ModelWorker | undefined;

  constructor(files: () => ModelFiles, spawn: () => ModelWorker, listener: Listener) {
    this.#files = files;
    this.#spawn = spawn;
    this.#listener = listener;
  }

  /** Wants a run. Throws, in the browser's words, where this page or frame may start no worker. */
  start(ticket: number, request: { model?: string }, whenIdle: boolean): void {
    const { model = "flow" } = request;
    this.#open().postMessage({ kind: "start", ticket, request: JSON.stringify(request), model, whenIdle });
  }

  cancel(ticket: number): void {
    this.#worker?.postMessage({ kind: "cancel", ticket });
  }

  /** Gives the worker and its memory back; nothing is heard of its runs any more. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #open(): ModelWorker {
    if (this.#worker) return this.#worker;
    const worker = this.#spawn();
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#hear(data);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      const lose = (problem: string) => worker === this.#worker && this.#lose(problem);
      if (event.message || !worker.why) lose(event.message || "The worker could not be started.");
      else worker.why().then((problem) => lose(`The worker could not be started: ${problem}.`));
    };
    this.#worker = worker;
    worker.postMessage({ kind: "open", files: this.#files() });
    return worker;
  }

  #hear(message: FromWorker): void {
    this.#listener.hear(message);
    if (message.kind === "failed" && message.broken) this.#lose(message.problem);
  }

  #lose(problem: string): void {
    this.close();
    this.#listener.lost(problem);
  }
}
