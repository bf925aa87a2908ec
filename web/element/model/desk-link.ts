// Brings requests from the widgets' desk to the model's worker and packets back. The worker starts with the first
// request: a page whose reader never presses Run never downloads the weights.

import type { FromWorker, ModelFiles, ToWorker } from "./protocol.js";

/** The border's part that runs need (shell/web/api.h). */
export interface RunBorder {
  takeOrder():
    | { ticket: number; request?: { model: string } & Record<string, unknown>; when_idle?: boolean }
    | undefined;
  runPacket(ticket: number, bytes: Uint8Array): void;
  runFailed(ticket: number, problem: string): void;
  modelState(available: boolean, loaded: number): void;
}

/** A Worker, as far as it is used; injected in tests. */
export interface ModelWorker {
  postMessage(message: ToWorker): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

export class ModelEngine {
  readonly #border: RunBorder;
  readonly #files: ModelFiles;
  readonly #spawn: () => ModelWorker;
  readonly #news: () => void;
  readonly #running = new Set<number>();
  #worker: ModelWorker | undefined;

  /** `news` is called when widgets have something new to draw. */
  constructor(border: RunBorder, files: ModelFiles, spawn: () => ModelWorker, news: () => void) {
    this.#border = border;
    this.#files = files;
    this.#spawn = spawn;
    this.#news = news;
    border.modelState(true, 0);
  }

  /** Takes what widgets have asked for; after every frame. */
  poll(): void {
    for (let order = this.#border.takeOrder(); order; order = this.#border.takeOrder()) {
      const { ticket, request, when_idle: whenIdle = false } = order;
      if (!request) {
        this.#running.delete(ticket);
        this.#worker?.postMessage({ kind: "cancel", ticket });
        continue;
      }
      this.#running.add(ticket);
      const text = JSON.stringify(request);
      const start = { kind: "start", ticket, request: text, model: request.model, whenIdle } as const;
      try {
        this.#open().postMessage(start);
      } catch (error) {
        this.#lose((error as Error).message); // this page or frame may start no worker
      }
    }
  }

  #open(): ModelWorker {
    if (this.#worker) return this.#worker;
    const worker = this.#spawn();
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#lose(event.message || "The worker could not be started.");
    };
    worker.postMessage({ kind: "open", files: this.#files });
    this.#worker = worker;
    return worker;
  }

  #hear(message: FromWorker): void {
    if (message.kind === "loaded") this.#border.modelState(true, message.share);
    else if (message.kind === "packet") {
      if (message.last) this.#running.delete(message.ticket);
      this.#border.runPacket(message.ticket, new Uint8Array(message.bytes));
    } else {
      this.#running.delete(message.ticket);
      this.#border.runFailed(message.ticket, `The model could not run. ${message.problem} Press Run to try again.`);
      if (message.broken) this.#lose(message.problem); // the next run starts from scratch
    }
    this.#news();
  }

  #lose(problem: string): void {
    for (const ticket of this.#running) this.#border.runFailed(ticket, `The model stopped. ${problem}`);
    this.#running.clear();
    this.#close();
    this.#news();
  }

  #close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#border.modelState(true, 0);
  }
}
