// What the page and the model's worker say to each other.

import type { TensorEntry } from "./packet.js";

/** One of the thirteen stages in words (core/catalogue/thirteen_steps.h). */
export interface StageName {
  number: number;
  id: string;
  name: string;
  lesson: string;
}
/** Of the models with joint attention, and of the baseline. */
export type StageNames = Record<"joint" | "cross", StageName[]>;

/** Where the worker finds its program and its weights; absolute URLs. */
export interface ModelFiles {
  /** Which build of the program: its glue is part of the worker. */
  build: "simd" | "relaxed";
  wasm: string;
  /** The main model; always needed. */
  weights: string;
  /** Further denoisers by name, fetched when a run first asks for them. */
  more: Record<string, string>;
  /** Hashes of what was built, by address. */
  integrity: Record<string, string>;
}

export type ToWorker =
  | { kind: "open"; files: ModelFiles }
  /**
   * `request`: JSON of core/pipeline/run_request.h; `model`: the denoiser it names; `whenIdle`: steps aside for any
   * run that is wanted now.
   */
  | { kind: "start"; ticket: number; request: string; model: string; whenIdle: boolean }
  | { kind: "cancel"; ticket: number }
  /** Asks for a sign of life. */
  | { kind: "ping" };

export type FromWorker =
  /** The answer to a ping. */
  { kind: "alive" } | WorkerNews;

export type WorkerNews =
  /**
   * Share of the files that has arrived, 0 to 1; with the last share, what the main weights file holds and what a
   * run's stages are called.
   */
  | { kind: "loaded"; share: number; entries?: TensorEntry[]; stages?: StageNames }
  /** core/pipeline/run_packet.h; `last`: the run is finished. */
  | { kind: "packet"; ticket: number; bytes: ArrayBuffer; last: boolean }
  /** In words for the reader. `broken`: the worker can compute nothing more. */
  | { kind: "failed"; ticket: number; problem: string; broken: boolean };
