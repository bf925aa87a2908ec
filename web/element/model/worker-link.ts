// One worker of the model as the page holds it: started with the first run, watched while it has any, given back when it
// breaks or when nobody needs it. What a lost worker had under way is begun again in a new one, once.

import { kindOf } from "./kinds.js";
import type { FromWorker, ModelFiles, ToWorker, WorkerNews } from "./protocol.js";

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
  hear(message: WorkerNews): void;
  /** These runs are gone for good; `problem` is in words for the reader. */
  lost(problem: string, tickets: number[]): void;
}

interface Run {
  order: Extract<ToWorker, { kind: "start" }>;
  /** Packets that the listener has. */
  given: number;
  /** Packets that come a second time: a run gives the same ones whenever it is begun. */
  known: number;
  again: boolean;
}

/** A worker that says nothing at all for `beat` times `beats` has hung or ended; the longest step takes a second or two. */
const beat = 5_000;
const beats = 6;

export class WorkerLink {
  readonly #files: () => ModelFiles;
  readonly #spawn: () => ModelWorker;
  readonly #listener: Listener;
  readonly #runs = new Map<number, Run>();
  #worker: ModelWorker | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #silent = 0; // beats since the worker was last heard

  constructor(files: () => ModelFiles, spawn: () => ModelWorker, listener: Listener) {
    this.#files = files;
    this.#spawn = spawn;
    this.#listener = listener;
  }

  /** Wants a run. Throws, in the browser's words, where this page or frame may start no worker. */
  start(ticket: number, request: { model?: string }, whenIdle: boolean): void {
    const model = kindOf(request.model ?? "flow");
    const order = { kind: "start", ticket, request: JSON.stringify(request), model, whenIdle } as const;
    this.#open().postMessage(order);
    this.#runs.set(ticket, { order, given: 0, known: 0, again: false });
    this.#listen();
  }

  cancel(ticket: number): void {
    this.#runs.delete(ticket);
    this.#worker?.postMessage({ kind: "cancel", ticket });
    this.#listen();
  }

  /** Gives the worker and its memory back; nothing is heard of its runs any more. */
  close(): void {
    this.#runs.clear();
    this.#end();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#listen();
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
    this.#silent = 0;
    worker.postMessage({ kind: "open", files: this.#files() });
    return worker;
  }

  #hear(message: FromWorker): void {
    this.#silent = 0;
    if (message.kind === "alive") return;
    if (message.kind === "loaded") this.#listener.hear(message);
    else this.#hearOf(message);
  }
  #hearOf(message: Exclude<WorkerNews, { kind: "loaded" }>): void {
    const run = this.#runs.get(message.ticket);
    if (!run) return; // cancelled meanwhile
    if (message.kind === "packet" && run.known > 0) {
      run.known--;
      return;
    }
    run.given++;
    if (message.kind === "failed" || message.last) this.#runs.delete(message.ticket);
    this.#listen();
    this.#listener.hear(message);
    if (message.kind === "failed" && message.broken) this.#lose(message.problem);
  }

  // --- loss ---

  /** Watches while there is something to wait for. */
  #listen(): void {
    if (this.#worker && this.#runs.size > 0) this.#watch ??= setInterval(() => this.#beat(), beat);
    else {
      clearInterval(this.#watch);
      this.#watch = undefined;
    }
  }
  #beat(): void {
    if (this.#silent++ >= beats) this.#lose(`It has not answered for ${(beat * beats) / 1000} seconds.`);
    else this.#worker?.postMessage({ kind: "ping" });
  }

  #lose(problem: string): void {
    this.#end();
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    const gone = runs.filter(({ again }) => again);
    if (gone.length > 0 || runs.length === 0) this.#tell(problem, gone);
    const rest = runs.filter(({ again }) => !again);
    try {
      for (const run of rest) this.#again(run);
    } catch (error) {
      this.close();
      this.#tell((error as Error).message, rest);
    }
  }
  #again(run: Run): void {
    this.#open().postMessage(run.order);
    this.#runs.set(run.order.ticket, { ...run, known: run.given, again: true });
    this.#listen();
  }
  #tell(problem: string, runs: Run[]): void {
    this.#listener.lost(
      problem,
      runs.map(({ order }) => order.ticket),
    );
  }
}
