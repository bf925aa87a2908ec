// The tiny SD3 in a worker of its own: no shared memory, the page never waits. Whose step is next is the module's to say
// (core/pipeline/run_queue.h); the worker downloads, and listens between two steps.

import { breathe } from "../../dom/breathe.js";
import { scriptUrl } from "../trusted.js";
import { download } from "./files.js";
import { Model, Refusal } from "./module.js";
import { readEntries } from "./packet.js";
import type { FromWorker, ModelFiles, ToWorker } from "./protocol.js";
import { Answering, type FromSecond, Second, type SecondWorker, type ToSecond } from "./second.js";

// The page's library declares `self` as a window; this is the part of a worker's that is used.
const scope = self as unknown as {
  postMessage(message: FromWorker | FromSecond, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker | ToSecond>) => void): void;
};

type Start = Extract<ToWorker, { kind: "start" }>;
interface Opened {
  model: Model;
  files: ModelFiles;
  second: Second | undefined;
}

let opened: Promise<Opened> | undefined;
let working = false;
/** Asked for, while files are still on their way. */
const waiting = new Set<number>();
/** Denoisers beside the main one, by name. */
const present = new Map<string, Promise<void>>();
/** Of the runs that are wanted, as JSON: a second worker is told. */
const requests = new Map<number, string>();

function say(message: FromWorker, transfer: Transferable[] = []): void {
  scope.postMessage(message, transfer);
}

function fail(ticket: number, error: unknown, broken: boolean): void {
  say({ kind: "failed", ticket, problem: error instanceof Error ? error.message : String(error), broken });
}

/** Undefined where one core has to do, or memory is short. */
function startSecond(opening: Extract<ToSecond, { kind: "second" }>): Second | undefined {
  const { hardwareConcurrency = 1, deviceMemory = 8 } = navigator as Navigator & { deviceMemory?: number };
  if (hardwareConcurrency < 2 || deviceMemory < 2) return undefined;
  return new Second(
    () => new Worker(scriptUrl(self.location.href), { name: "tiny-sd3-second" }) as SecondWorker,
    opening,
  );
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
  const model = await Model.open(files.build, program);
  model.load(weights);
  say({ kind: "loaded", share: 1, entries: readEntries(weights), stages: model.stages() });
  return { model, files, second: startSecond({ kind: "second", build: files.build, program, weights }) };
}

/** The denoiser that a run names; one that could not be had is asked for again by the next run. */
function need(name: string, { model, files, second }: Opened): Promise<void> {
  const url = files.more[name];
  const coming = present.get(name);
  if (coming || !url) return coming ?? Promise.resolve(); // the module knows what it does not know
  const fetched = download(url, { integrity: files.integrity[url] }).then((bytes) => {
    model.load(bytes);
    second?.add(bytes);
  });
  fetched.catch(() => present.delete(name));
  present.set(name, fetched);
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
  const there = await ready(order);
  if (!there) return;
  try {
    there.model.start(ticket, request, whenIdle);
    requests.set(ticket, request);
    void work(there);
  } catch (error) {
    fail(ticket, error, !(error instanceof Refusal));
  }
}

/** Both halves of the next step at once, where it has two and a second worker is there. */
async function halve({ model, second }: Opened, ticket: number): Promise<void> {
  const request = requests.get(ticket);
  const asked = second?.ready && request ? model.ask() : undefined;
  if (!asked) return;
  const coming = second!.half(request!, asked);
  model.begin();
  const answer = await coming;
  if (answer) model.give(ticket, new Uint8Array(answer));
}

/** The next packet of the run whose turn it is. */
function advance(model: Model, ticket: number): void {
  const { bytes, last } = model.advance();
  if (last) requests.delete(ticket);
  say({ kind: "packet", ticket, bytes, last }, [bytes]);
}

async function work(there: Opened): Promise<void> {
  if (working) return;
  working = true;
  const { model } = there;
  for (let ticket = model.turn(); ticket; ticket = model.turn()) {
    try {
      await halve(there, ticket);
      if (model.turn() === ticket) advance(model, ticket); // not overtaken or cancelled meanwhile
    } catch (error) {
      requests.delete(ticket);
      fail(ticket, error, !(error instanceof Refusal));
      if (!(error instanceof Refusal)) return; // the page starts another worker
    }
    await breathe();
  }
  working = false;
}

function forget(ticket: number): void {
  waiting.delete(ticket);
  requests.delete(ticket);
  opened?.then(({ model }) => model.stop(ticket)).catch(() => {});
}

/** What another worker of this script tells it, as its second. */
const answering = new Answering(Model.open, (message, handed) => scope.postMessage(message, handed));
const asSecond = (message: ToSecond) =>
  answering.take(message).catch((error) => {
    setTimeout(() => {
      throw error; // an `error` event for the first
    });
  });

scope.addEventListener("message", ({ data }) => {
  if (data.kind === "open") {
    opened = open(data.files);
    opened.catch(() => {}); // told with the run that needs it
  } else if (data.kind === "ping") {
    say({ kind: "alive" });
  } else if (data.kind === "cancel") {
    forget(data.ticket);
  } else if (data.kind === "start") {
    void start(data);
  } else {
    void asSecond(data);
  }
});
