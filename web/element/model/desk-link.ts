// Brings requests from the widgets' desk to the model's worker and packets back. The worker starts with the first
// request: a page whose reader never presses Run never downloads the weights.

import type { ModelFiles, WorkerNews } from "./protocol.js";
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
  /** Which widget asked for what is under way. */
  readonly #askers = new Map<number, number>();

  /** `news` is called when widgets have something new to draw. */
  constructor(border: RunBorder, files: ModelFiles, spawn: () => ModelWorker, news: () => void) {
    this.#border = border;
    this.#news = news;
    this.#link = new WorkerLink(() => files, spawn, {
      hear: (message) => this.#hear(message),
      lost: (problem, tickets) => this.#lost(problem, tickets),
    });
    border.modelState(true, 0);
  }

  /** Takes what `widget` has asked for; after every frame of it. */
  poll(widget: number): void {
    for (let order = this.#border.takeOrder(); order; order = this.#border.takeOrder()) {
      const { ticket, request, when_idle: whenIdle = false } = order;
      if (request) this.#askers.set(ticket, widget);
      else this.#askers.delete(ticket);
      if (request) this.#start(ticket, request, whenIdle);
      else this.#link.cancel(ticket);
    }
  }

  /** Stops what a widget has asked for and nobody may want any more; figures that show it too can ask again. */
  leave(widget: number): void {
    for (const [ticket, asker] of [...this.#askers]) {
      if (asker !== widget) continue;
      this.#askers.delete(ticket);
      this.#link.cancel(ticket);
      this.#border.runFailed(
        ticket,
        "The figure that had asked for this run has left the page. Press Run to run it here.",
      );
    }
  }

  #start(ticket: number, request: { model: string }, whenIdle: boolean): void {
    try {
      this.#link.start(ticket, request, whenIdle);
    } catch (error) {
      this.#lost((error as Error).message, [ticket]); // this page or frame may start no worker
    }
  }

  #hear(message: WorkerNews): void {
    if (message.kind === "loaded") this.#border.modelState(true, message.share);
    else if (message.kind === "packet") {
      if (message.last) this.#askers.delete(message.ticket);
      this.#border.runPacket(message.ticket, new Uint8Array(message.bytes));
    } else if (message.kind === "failed") {
      this.#askers.delete(message.ticket);
      this.#border.runFailed(message.ticket, `The model could not run. ${message.problem} Press Run to try again.`);
    }
    this.#news();
  }

  /** The next run starts from scratch. */
  #lost(problem: string, tickets: number[]): void {
    for (const ticket of tickets) {
      this.#askers.delete(ticket);
      this.#border.runFailed(ticket, `The model stopped. ${problem} Press Run to try again.`);
    }
    this.#border.modelState(true, 0);
    this.#news();
  }
}
