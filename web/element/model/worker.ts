// The tiny SD3 in a worker of its own: no shared memory, the page never waits. Whose step is next is the module's to say
// (core/pipeline/run_queue.h); the worker downloads, and listens between two steps.

import { relaxed, simd } from "virtual:model-glue";
import { breathe } from "../../dom/breathe.js";
import { download } from "./files.js";
import { readEntries } from "./packet.js";
import type { FromWorker, ModelFiles, ToWorker } from "./protocol.js";

/** The compiled module (shell/web/model_api.h). */
interface ModelModule {
  HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(at: number): void;
  _lesson_model_error(): number;
  _lesson_model_stages(): number;
  _lesson_model_load(bytes: number, size: number): number;
  _lesson_model_start(ticket: number, request: number, whenIdle: number): number;
  _lesson_model_turn(): number;
  _lesson_model_advance(): number;
  _lesson_model_stop(ticket: number): void;
  _lesson_model_packet(): number;
  _lesson_model_packet_size(): number;
}

// The page's library declares `self` as a window; this is the part of a worker's that is used.
const scope = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
};

type Start = Extract<ToWorker, { kind: "start" }>;
interface Opened {
  wasm: ModelModule;
  files: ModelFiles;
}

/** Whatever else goes wrong, the module itself is still good: a setting out of range, a download that failed. */
class Refusal extends Error {}

let opened: Promise<Opened> | undefined;
let working = false;
/** Asked for, while files are still on their way. */
const waiting = new Set<number>();
/** Denoisers beside the main one, by name. */
const present = new Map<string, Promise<void>>();

function say(message: FromWorker, transfer: Transferable[] = []): void {
  scope.postMessage(message, transfer);
}

function fail(ticket: number, error: unknown, broken: boolean): void {
  say({ kind: "failed", ticket, problem: error instanceof Error ? error.message : String(error), broken });
}

/** Copies the bytes into the module for the length of one call. */
function lend<T>(wasm: ModelModule, bytes: Uint8Array, call: (at: number) => T): T {
  const at = wasm._malloc(Math.max(1, bytes.length));
  if (at === 0) throw new Refusal(`There is no memory for ${bytes.length} more bytes.`);
  try {
    wasm.HEAPU8.set(bytes, at);
    return call(at);
  } finally {
    wasm._free(at);
  }
}

function textAt(wasm: ModelModule, at: number): string {
  return new TextDecoder().decode(wasm.HEAPU8.slice(at, wasm.HEAPU8.indexOf(0, at)));
}

const problemOf = (wasm: ModelModule) => textAt(wasm, wasm._lesson_model_error());

function load(wasm: ModelModule, bytes: Uint8Array): void {
  if (!lend(wasm, bytes, (at) => wasm._lesson_model_load(at, bytes.length))) throw new Refusal(problemOf(wasm));
}

async function open(files: ModelFiles): Promise<Opened> {
  const { integrity } = files;
  const [program, weights] = await Promise.all([
    download(files.wasm, { integrity: integrity[files.wasm] }),
    download(files.weights, {
      integrity: integrity[files.weights],
      progress: (share) => say({ kind: "loaded", share }),
    }),
  ]);
  const make = files.build === "relaxed" ? relaxed : simd;
  const wasm = (await make!({ wasmBinary: program })) as ModelModule;
  load(wasm, weights);
  const stages = JSON.parse(textAt(wasm, wasm._lesson_model_stages()));
  say({ kind: "loaded", share: 1, entries: readEntries(weights), stages });
  return { wasm, files };
}

/** The denoiser that a run names; one that could not be had is asked for again by the next run. */
function need(model: string, { wasm, files }: Opened): Promise<void> {
  const url = files.more[model];
  const coming = present.get(model);
  if (coming || !url) return coming ?? Promise.resolve(); // the module knows what it does not know
  const fetched = download(url, { integrity: files.integrity[url] }).then((bytes) => load(wasm, bytes));
  fetched.catch(() => present.delete(model));
  present.set(model, fetched);
  return fetched;
}

/** Module and files of a run; undefined when it was cancelled, or told to have failed, meanwhile. */
async function ready({ ticket, model }: Start): Promise<Opened | undefined> {
  let broken = true;
  try {
    const there = await opened!;
    broken = false; // a denoiser that does not come leaves the others
    await need(model, there);
    return waiting.has(ticket) ? there : undefined;
  } catch (error) {
    if (waiting.has(ticket)) fail(ticket, error, broken);
    return undefined;
  } finally {
    waiting.delete(ticket);
  }
}

async function start(order: Start): Promise<void> {
  const { ticket, request, whenIdle } = order;
  waiting.add(ticket);
  const wasm = (await ready(order))?.wasm;
  if (!wasm) return;
  try {
    const text = new TextEncoder().encode(`${request}\0`);
    const wanted = lend(wasm, text, (at) => wasm._lesson_model_start(ticket, at, Number(whenIdle)));
    if (!wanted) throw new Refusal(problemOf(wasm));
    void work(wasm);
  } catch (error) {
    fail(ticket, error, !(error instanceof Refusal));
  }
}

/** The next packet of the run whose turn it is. */
function advance(wasm: ModelModule, ticket: number): void {
  const got = wasm._lesson_model_advance();
  if (!got) throw new Refusal(problemOf(wasm));
  const at = wasm._lesson_model_packet();
  const bytes = wasm.HEAPU8.slice(at, at + wasm._lesson_model_packet_size()).buffer;
  say({ kind: "packet", ticket, bytes, last: got === 2 }, [bytes]);
}

async function work(wasm: ModelModule): Promise<void> {
  if (working) return;
  working = true;
  for (let ticket = wasm._lesson_model_turn(); ticket; ticket = wasm._lesson_model_turn()) {
    try {
      advance(wasm, ticket);
    } catch (error) {
      fail(ticket, error, !(error instanceof Refusal));
      if (!(error instanceof Refusal)) return; // the page starts another worker
    }
    await breathe();
  }
  working = false;
}

scope.addEventListener("message", ({ data }) => {
  if (data.kind === "open") {
    opened = open(data.files);
    opened.catch(() => {}); // told with the run that needs it
  } else if (data.kind === "ping") {
    say({ kind: "alive" });
  } else if (data.kind === "cancel") {
    waiting.delete(data.ticket);
    opened?.then(({ wasm }) => wasm._lesson_model_stop(data.ticket)).catch(() => {});
  } else {
    void start(data);
  }
});
