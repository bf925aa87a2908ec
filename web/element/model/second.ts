// A second worker of the model's worker. Guidance asks the denoiser twice a step, and neither half needs the other: the
// second computes the half without the prompt meanwhile. It is the same script, started by the first one: no shared memory
// and no header of the page is needed. Where it cannot be had, ends or falls silent, the first computes all by itself.

import type { Model } from "./module.js";
import type { ModelFiles } from "./protocol.js";

/** What the first says. Bytes are handed over, not copied. */
export type ToSecond =
  | { kind: "second"; build: ModelFiles["build"]; program: Uint8Array; weights: Uint8Array }
  /** A further denoiser's file. */
  | { kind: "add"; bytes: Uint8Array }
  /** A run's request, and its step as core/pipeline/other_half.h packs it. */
  | { kind: "half"; request: string; asked: ArrayBuffer };

/** An answer to each half in turn; the first message, without one, says that it is ready. */
export type FromSecond = { answer?: ArrayBuffer };

/** The part of a Worker that is used; injected in tests. */
export interface SecondWorker {
  postMessage(message: ToSecond, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromSecond>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** An answer is as much work as the first's own half. One that takes this many milliseconds does not come. */
const patience = 10_000;

export class Second {
  #worker: SecondWorker | undefined;
  #ready = false;
  #heard: ((answer: ArrayBuffer | undefined) => void) | undefined;

  constructor(spawn: () => SecondWorker, opening: Extract<ToSecond, { kind: "second" }>) {
    try {
      this.#worker = spawn();
    } catch {
      return; // no workers in workers here, or not of this script
    }
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.#end();
    };
    this.#tell(opening, [opening.program.buffer, opening.weights.buffer]);
  }

  get ready(): boolean {
    return this.#ready && !this.#heard;
  }
  add(bytes: Uint8Array): void {
    this.#tell({ kind: "add", bytes }, [bytes.buffer]);
  }

  /** Only when `ready`. Undefined: it did not come, and nothing comes of this worker any more. */
  half(request: string, asked: ArrayBuffer): Promise<ArrayBuffer | undefined> {
    return new Promise((resolve) => {
      const late = setTimeout(() => this.#end(), patience);
      this.#heard = (answer) => {
        this.#heard = undefined;
        clearTimeout(late);
        resolve(answer);
      };
      this.#tell({ kind: "half", request, asked }, [asked]);
    });
  }

  #tell(message: ToSecond, handed: ArrayBufferLike[]): void {
    this.#worker?.postMessage(message, handed as Transferable[]);
  }
  #hear({ answer }: FromSecond): void {
    if (answer) this.#heard?.(answer);
    else this.#ready = this.#worker !== undefined;
  }
  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
    this.#heard?.(undefined);
  }
}

/** What the second does with what it is told, one after another. A throw ends it: the first hears of that. */
export class Answering {
  readonly #open: (build: ModelFiles["build"], program: Uint8Array) => Promise<Model>;
  readonly #say: (message: FromSecond, handed: Transferable[]) => void;
  #model: Promise<Model> | undefined;

  constructor(open: typeof Model.open, say: (message: FromSecond, handed: Transferable[]) => void) {
    this.#open = open;
    this.#say = say;
  }

  async take(message: ToSecond): Promise<void> {
    if (message.kind === "second") {
      this.#model = this.#open(message.build, message.program);
      (await this.#model).load(message.weights);
      this.#say({}, []);
      return;
    }
    const model = await this.#model!;
    if (message.kind === "add") return model.load(message.bytes);
    const answer = model.answer(message.request, new Uint8Array(message.asked));
    this.#say({ answer }, [answer]);
  }
}
