// Brings requests from the widgets' desk to the model's worker and packets back. The worker starts with the first
// request: a page whose reader never presses Run never downloads the weights.

import type { FromWorker, ModelFiles } from "./protocol.js";
import { type ModelWorker, WorkerLink } from "./worker-link.js";

/** The border's part that runs need (shell/web/api.h). */
export interface RunBorder {
  takeOrder():
    | { ticket: number; request?: { model: string } & Record<string, unknown>; when_idle?: boolean }
    | undefined;
  runPacket(ticket: number, bytes: Uint8Array): void;
  runFailed(ticket: number, problem: string): void;
  modelState(available: boolean, loaded: number): void;
}

export class DeskLink {
  readonly #border: RunBorder;
  readonly #link: WorkerLink;
  readonly #news: () => void;
  readonly #running = new Set<number>();

  /** `news` is called when widgets have something new to draw. */
  constructor(border: RunBorder, files: ModelFiles, spawn: () => ModelWorker, news: () => void) {
    this.#border = border;
    this.#news = news;
    this.#link = new WorkerLink(() => files, spawn, {
      hear: (message) => this.#hear(message),
      lost: (problem) => this.#lost(problem),
    });
    border.modelState(true, 0);
  }

  /** Takes what widgets have asked for; after every frame. */
  poll(): void {
    for (let order = this.#border.takeOrder(); order; order = this.#border.takeOrder()) {
      const { ticket, request, when_idle: whenIdle = false } = order;
      if (request) this.#start(ticket, request, whenIdle);
      else this.#cancel(ticket);
    }
  }

  #start(ticket: number, request: { model: string }, whenIdle: boolean): void {
    this.#running.add(ticket);
    try {
      this.#link.start(ticket, request, whenIdle);
    } catch (error) {
      this.#link.close();
      this.#lost((error as Error).message); // this page or frame may start no worker
    }
  }

  #cancel(ticket: number): void {
    this.#running.delete(ticket);
    this.#link.cancel(ticket);
  }

  #hear(message: FromWorker): void {
    if (message.kind === "loaded") this.#border.modelState(true, message.share);
    else if (message.kind === "packet") {
      if (message.last) this.#running.delete(message.ticket);
      this.#border.runPacket(message.ticket, new Uint8Array(message.bytes));
    } else {
      this.#running.delete(message.ticket);
      this.#border.runFailed(message.ticket, `The model could not run. ${message.problem} Press Run to try again.`);
    }
    this.#news();
  }

  /** The next run starts from scratch. */
  #lost(problem: string): void {
    for (const ticket of this.#running) this.#border.runFailed(ticket, `The model stopped. ${problem}`);
    this.#running.clear();
    this.#border.modelState(true, 0);
    this.#news();
  }
}
