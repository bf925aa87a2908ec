// The compiled module of the model (shell/web/model_api.h), in the words of its worker.

import { relaxed, simd } from "virtual:model-glue";
import type { ModelFiles, StageNames } from "./protocol.js";

interface Exports {
  HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(at: number): void;
  _lesson_model_error(): number;
  _lesson_model_stages(): number;
  _lesson_model_load(bytes: number, size: number): number;
  _lesson_model_start(ticket: number, request: number, whenIdle: number): number;
  _lesson_model_turn(): number;
  _lesson_model_advance(): number;
  _lesson_model_ask(): number;
  _lesson_model_begin(): void;
  _lesson_model_give(ticket: number, bytes: number, size: number): void;
  _lesson_model_answer(request: number, bytes: number, size: number): number;
  _lesson_model_stop(ticket: number): void;
  _lesson_model_packet(): number;
  _lesson_model_packet_size(): number;
}

/** Whatever else goes wrong, the module itself is still good: a setting out of range, a download that failed. */
export class Refusal extends Error {}

export class Model {
  readonly #wasm: Exports;

  private constructor(wasm: Exports) {
    this.#wasm = wasm;
  }

  /** `program`: the bytes of that build's .wasm; its glue is part of the worker. */
  static async open(build: ModelFiles["build"], program: Uint8Array): Promise<Model> {
    const make = build === "relaxed" ? relaxed : simd;
    return new Model((await make!({ wasmBinary: program })) as Exports);
  }

  load(bytes: Uint8Array): void {
    this.#orRefuse(this.#lend(bytes, (at) => this.#wasm._lesson_model_load(at, bytes.length)));
  }
  stages(): StageNames {
    return JSON.parse(this.#textAt(this.#wasm._lesson_model_stages()));
  }

  start(ticket: number, request: string, whenIdle: boolean): void {
    this.#orRefuse(this.#lendText(request, (at) => this.#wasm._lesson_model_start(ticket, at, Number(whenIdle))));
  }
  /** The run whose packet comes next; 0 when nothing is wanted. */
  turn(): number {
    return this.#wasm._lesson_model_turn();
  }
  advance(): { bytes: ArrayBuffer; last: boolean } {
    const got = this.#orRefuse(this.#wasm._lesson_model_advance());
    return { bytes: this.#packet(), last: got === 2 };
  }
  stop(ticket: number): void {
    this.#wasm._lesson_model_stop(ticket);
  }

  // --- a step's two halves ---

  /** What a second worker can compute of the next step, if anything. */
  ask(): ArrayBuffer | undefined {
    return this.#wasm._lesson_model_ask() ? this.#packet() : undefined;
  }
  begin(): void {
    this.#wasm._lesson_model_begin();
  }
  give(ticket: number, answer: Uint8Array): void {
    this.#lend(answer, (at) => this.#wasm._lesson_model_give(ticket, at, answer.length));
  }
  /** In the second worker: its half. */
  answer(request: string, asked: Uint8Array): ArrayBuffer {
    const compute = (text: number) =>
      this.#lend(asked, (at) => this.#wasm._lesson_model_answer(text, at, asked.length));
    this.#orRefuse(this.#lendText(request, compute));
    return this.#packet();
  }

  // --- memory ---

  #packet(): ArrayBuffer {
    const at = this.#wasm._lesson_model_packet();
    return this.#wasm.HEAPU8.slice(at, at + this.#wasm._lesson_model_packet_size()).buffer as ArrayBuffer;
  }
  /** Copies the bytes into the module for the length of one call. */
  #lend<T>(bytes: Uint8Array, call: (at: number) => T): T {
    const at = this.#wasm._malloc(Math.max(1, bytes.length));
    if (at === 0) throw new Refusal(`There is no memory for ${bytes.length} more bytes.`);
    try {
      this.#wasm.HEAPU8.set(bytes, at);
      return call(at);
    } finally {
      this.#wasm._free(at);
    }
  }
  #lendText<T>(text: string, call: (at: number) => T): T {
    return this.#lend(new TextEncoder().encode(`${text}\0`), call);
  }
  #textAt(at: number): string {
    return new TextDecoder().decode(this.#wasm.HEAPU8.slice(at, this.#wasm.HEAPU8.indexOf(0, at)));
  }
  #orRefuse(done: number): number {
    if (!done) throw new Refusal(this.#textAt(this.#wasm._lesson_model_error()));
    return done;
  }
}
