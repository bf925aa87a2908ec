// The tiny SD3 for a page's own scripts: one run after another in a worker of its own, so that what a widget has
// under way is not disturbed. The worker starts with the first run, and ends when it has rested for a while.

import type { TensorEntry } from "./packet.js";
import type { ModelFiles, StageNames, WorkerNews } from "./protocol.js";
import { ModelRun, type RunRequest } from "./run.js";
import { type ModelWorker, WorkerLink } from "./worker-link.js";

export interface RunOptions {
  signal?: AbortSignal;
  /** After each packet. */
  progress?: (run: ModelRun) => void;
  /** Share of the weights that has arrived, 0 to 1. */
  loading?: (share: number) => void;
}

interface Job {
  ticket: number;
  run: ModelRun;
  options: RunOptions;
  done(run: ModelRun): void;
  failed(error: unknown): void;
}

export class ModelClient {
  readonly #link: WorkerLink;
  readonly #rest: number;
  #ticket = 0;
  #job: Job | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #resting: ReturnType<typeof setTimeout> | undefined;
  #entries: TensorEntry[] = [];
  #stages: StageNames | undefined;

  /** `rest`: milliseconds without a run after which the worker, and its memory, are given back. */
  constructor(files: () => ModelFiles, spawn: () => ModelWorker, rest = 60_000) {
    this.#link = new WorkerLink(files, spawn, {
      hear: (message) => this.#hear(message),
      lost: (problem) => this.#fail(problem),
    });
    this.#rest = rest;
  }

  /** Runs when its turn comes. Rejects with an Error in words, or with the signal's reason. */
  run(request: RunRequest, options: RunOptions = {}): Promise<ModelRun> {
    const turn = this.#queue.then(() => this.#start(request, options));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** Names and shapes of the tensors in the main weights file; empty before the first run. */
  get tensors(): readonly TensorEntry[] {
    return this.#entries;
  }

  #start(request: RunRequest, options: RunOptions): Promise<ModelRun> {
    options.signal?.throwIfAborted();
    clearTimeout(this.#resting);
    return new Promise<ModelRun>((done, failed) => {
      const ticket = ++this.#ticket;
      this.#job = { ticket, run: new ModelRun(() => this.#stages), options, done, failed };
      options.signal?.addEventListener("abort", () => this.#cancel(ticket), { once: true });
      try {
        this.#link.start(ticket, request, false);
      } catch (error) {
        failed(error);
      }
    }).finally(() => {
      this.#job = undefined;
      this.#resting = setTimeout(() => this.#link.close(), this.#rest);
    });
  }

  #hear(message: WorkerNews): void {
    const job = this.#job;
    if (message.kind === "loaded") {
      this.#entries = message.entries ?? this.#entries;
      this.#stages = message.stages ?? this.#stages;
      job?.options.loading?.(message.share);
    } else if (!job || message.ticket !== job.ticket) return;
    else if (message.kind === "failed") this.#fail(message.problem);
    else this.#take(job, new Uint8Array(message.bytes));
  }

  #take(job: Job, bytes: Uint8Array): void {
    try {
      job.run.take(bytes);
      job.options.progress?.(job.run);
      if (job.run.finished) job.done(job.run);
    } catch (error) {
      this.#link.cancel(job.ticket);
      job.failed(error);
    }
  }

  #cancel(ticket: number): void {
    if (this.#job?.ticket !== ticket) return;
    this.#link.cancel(ticket);
    this.#job.failed(this.#job.options.signal?.reason);
  }

  #fail(problem: string): void {
    this.#link.close(); // whatever broke (a download, memory), the next run starts from scratch
    this.#job?.failed(new Error(`The model could not run. ${problem}`));
  }
}
