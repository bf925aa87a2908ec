// The tiny SD3 in a worker of its own: no shared memory, the page never waits. One run at a time; between steps
// the worker listens, so that a run can be overtaken or cancelled.

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
  _lesson_model_start(request: number): number;
  _lesson_model_advance(): number;
  _lesson_model_stop(): void;
  _lesson_model_packet(): number;
  _lesson_model_packet_size(): number;
}

// The page's library declares `self` as a window; this is the part of a worker's that is used.
const scope = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
};

let opened: Promise<{ wasm: ModelModule; files: ModelFiles }> | undefined;
let current = 0; // the ticket being computed
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
  if (!lend(wasm, bytes, (at) => wasm._lesson_model_load(at, bytes.length))) throw new Error(problemOf(wasm));
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

function sendPacket(wasm: ModelModule, ticket: number): void {
  const at = wasm._lesson_model_packet();
  const bytes = wasm.HEAPU8.slice(at, at + wasm._lesson_model_packet_size()).buffer;
  say({ kind: "packet", ticket, bytes }, [bytes]);
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

async function run(ticket: number, request: string, model: string): Promise<void> {
  if (!opened) throw new Error("The model's files were not named.");
  const { wasm, files } = await opened;
  if (!present.has(model) && files.more[model]) {
    load(wasm, await download(files.more[model]));
    present.add(model);
  }
  if (current !== ticket) return;
  const text = new TextEncoder().encode(`${request}\0`);
  if (!lend(wasm, text, (at) => wasm._lesson_model_start(at))) throw new Error(problemOf(wasm));
  do {
    sendPacket(wasm, ticket);
    await breathe();
    if (current !== ticket) return; // the next start, or nothing, takes its place
  } while (wasm._lesson_model_advance());
  wasm._lesson_model_stop();
}

scope.addEventListener("message", ({ data }) => {
  if (data.kind === "open") {
    opened = open(data.files);
    opened.catch(() => {}); // told with the run that needs it
  } else if (data.kind === "cancel") {
    if (current === data.ticket) current = 0;
  } else {
    const { ticket } = data;
    current = ticket;
    run(ticket, data.request, data.model).catch((error) => {
      const problem = error instanceof Error ? error.message : String(error);
      say({ kind: "failed", ticket, problem });
    });
  }
});
