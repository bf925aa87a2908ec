// The tiny SD3 in a worker of its own: no shared memory, the page never waits. Between steps the worker listens, so
// that runs can be cancelled. As in shell/engine, every step goes to the oldest run that is wanted now, and only when
// there is none to the oldest of the others.

import { download, importGlue } from "./files.js";
import { readEntries } from "./packet.js";
import type { FromWorker, ModelFiles, ToWorker } from "./protocol.js";

/** The compiled module (shell/web/model_api.h). */
interface ModelModule {
  HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(at: number): void;
  _lesson_model_error(): number;
  _lesson_model_load(bytes: number, size: number): number;
  _lesson_model_start(ticket: number, request: number): number;
  _lesson_model_advance(ticket: number): number;
  _lesson_model_stop(ticket: number): void;
  _lesson_model_packet(): number;
  _lesson_model_packet_size(): number;
}

// The page's library declares `self` as a window; this is the part of a worker's that is used.
const scope = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
};

interface Job {
  ticket: number;
  request: string;
  model: string;
  whenIdle: boolean;
  begun: boolean;
}

/** Whatever else goes wrong, the module itself is still good: a setting out of range, a download that failed. */
class Refusal extends Error {}

let opened: Promise<{ wasm: ModelModule; files: ModelFiles }> | undefined;
const jobs: Job[] = [];
let working = false;
const present = new Set<string>(["flow"]);

function say(message: FromWorker, transfer: Transferable[] = []): void {
  scope.postMessage(message, transfer);
}

function lend<T>(wasm: ModelModule, bytes: Uint8Array, call: (at: number) => T): T {
  const at = wasm._malloc(Math.max(1, bytes.length));
  try {
    wasm.HEAPU8.set(bytes, at);
    return call(at);
  } finally {
    wasm._free(at);
  }
}

function problemOf(wasm: ModelModule): string {
  const at = wasm._lesson_model_error();
  return new TextDecoder().decode(wasm.HEAPU8.slice(at, wasm.HEAPU8.indexOf(0, at)));
}

function load(wasm: ModelModule, bytes: Uint8Array): void {
  if (!lend(wasm, bytes, (at) => wasm._lesson_model_load(at, bytes.length))) throw new Refusal(problemOf(wasm));
}

async function open(files: ModelFiles): Promise<{ wasm: ModelModule; files: ModelFiles }> {
  const [glue, program, weights] = await Promise.all([
    importGlue(files.glue),
    download(files.wasm),
    download(files.weights, (share) => say({ kind: "loaded", share })),
  ]);
  const wasm = (await glue.default({ wasmBinary: program })) as ModelModule;
  load(wasm, weights);
  say({ kind: "loaded", share: 1, entries: readEntries(weights) });
  return { wasm, files };
}

function sendPacket(wasm: ModelModule, ticket: number, last: boolean): void {
  const at = wasm._lesson_model_packet();
  const bytes = wasm.HEAPU8.slice(at, at + wasm._lesson_model_packet_size()).buffer;
  say({ kind: "packet", ticket, bytes, last }, [bytes]);
}

/** Lets waiting messages in; setTimeout would cost four milliseconds a step. */
const breathe = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

async function begin(job: Job, wasm: ModelModule, files: ModelFiles): Promise<void> {
  const more = files.more[job.model];
  if (!present.has(job.model) && more) {
    const bytes = await download(more).catch((error) => {
      throw new Refusal(error instanceof Error ? error.message : String(error));
    });
    load(wasm, bytes);
    present.add(job.model);
  }
  if (!jobs.includes(job)) return; // cancelled meanwhile
  const text = new TextEncoder().encode(`${job.request}\0`);
  if (!lend(wasm, text, (at) => wasm._lesson_model_start(job.ticket, at))) throw new Refusal(problemOf(wasm));
  job.begun = true;
  sendPacket(wasm, job.ticket, false);
}

function drop(ticket: number): void {
  const at = jobs.findIndex((job) => job.ticket === ticket);
  if (at >= 0) jobs.splice(at, 1);
}

/** One packet further. */
async function goOn(job: Job, wasm: ModelModule, files: ModelFiles): Promise<void> {
  if (!job.begun) return begin(job, wasm, files);
  const last = wasm._lesson_model_advance(job.ticket) === 2;
  if (last) drop(job.ticket);
  sendPacket(wasm, job.ticket, last);
}

function fail(ticket: number, error: unknown, broken: boolean): void {
  drop(ticket);
  say({ kind: "failed", ticket, problem: error instanceof Error ? error.message : String(error), broken });
}

const next = () => jobs.find((job) => !job.whenIdle) ?? jobs[0];

async function work(): Promise<void> {
  if (working || !opened) return;
  working = true;
  for (let job = next(); job; job = next()) {
    const { ticket } = job;
    const model = await opened.catch((error) => fail(ticket, error, true));
    if (!model) break; // the page starts another worker
    await goOn(job, model.wasm, model.files).catch((error) => fail(ticket, error, !(error instanceof Refusal)));
    await breathe();
  }
  working = false;
}

scope.addEventListener("message", ({ data }) => {
  if (data.kind === "open") {
    opened = open(data.files);
    opened.catch(() => {}); // told with the run that needs it
  } else if (data.kind === "cancel") {
    drop(data.ticket);
    opened?.then(({ wasm }) => wasm._lesson_model_stop(data.ticket)).catch(() => {});
  } else {
    const { ticket, request, model, whenIdle } = data;
    jobs.push({ ticket, request, model, whenIdle, begun: false });
    void work();
  }
});
