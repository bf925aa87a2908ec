// The worker that takes half of every guided step: what it is told, and that the first never waits for one that is lost.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Model } from "../../../../web/element/model/module.js";
import {
  Answering,
  type FromSecond,
  Second,
  type SecondWorker,
  type ToSecond,
} from "../../../../web/element/model/second.js";

class FakeSecond implements SecondWorker {
  readonly heard: ToSecond[] = [];
  handed: Transferable[] = [];
  onmessage: SecondWorker["onmessage"] = null;
  onerror: SecondWorker["onerror"] = null;
  ended = false;
  postMessage(message: ToSecond, transfer: Transferable[]) {
    this.heard.push(message);
    this.handed = transfer;
  }
  terminate() {
    this.ended = true;
  }
  say(data: FromSecond) {
    this.onmessage?.({ data } as MessageEvent<FromSecond>);
  }
}

const opening = () =>
  ({ kind: "second", build: "simd", program: new Uint8Array(3), weights: new Uint8Array(5) }) as const;
const bytes = (...values: number[]) => new Uint8Array(values).buffer;

function started() {
  const worker = new FakeSecond();
  const second = new Second(() => worker, opening());
  return { worker, second };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("is handed the files, and is asked for nothing before it is ready or while it computes", async () => {
  const { worker, second } = started();
  expect(worker.heard).toHaveLength(1);
  expect(worker.handed.map((handed) => (handed as ArrayBuffer).byteLength)).toEqual([3, 5]);
  expect(second.ready).toBe(false);
  worker.say({});
  expect(second.ready).toBe(true);
  const answer = second.half("{}", bytes(1));
  expect(second.ready).toBe(false);
  worker.say({ answer: bytes(7) });
  expect(new Uint8Array((await answer)!)).toEqual(new Uint8Array([7]));
  expect(second.ready).toBe(true);
});

it.each<[string, (worker: FakeSecond) => void]>([
  ["dies", (worker) => worker.onerror?.({ message: "out of memory" } as ErrorEvent)],
  ["falls silent", () => vi.advanceTimersByTime(60_000)],
])("one that %s while it is asked is given up: no answer, and no further question", async (_, lose) => {
  const { worker, second } = started();
  worker.say({});
  const answer = second.half("{}", bytes(1));
  lose(worker);
  expect(await answer).toBeUndefined();
  expect(worker.ended).toBe(true);
  expect(second.ready).toBe(false);
  worker.say({}); // too late
  expect(second.ready).toBe(false);
  second.add(new Uint8Array(1));
  expect(worker.heard).toHaveLength(2);
});

it("where none can be started there is none, and nobody is told", () => {
  const second = new Second(() => {
    throw new TypeError("workers are forbidden here");
  }, opening());
  expect(second.ready).toBe(false);
  second.add(new Uint8Array(1));
});

it("answers what it is asked with the files that it was given, in order", async () => {
  const loaded: number[] = [];
  const model = {
    load: (file: Uint8Array) => void loaded.push(file.length),
    answer: (request: string, asked: Uint8Array) => bytes(request.length, asked[0]!),
  } as unknown as Model;
  const said: FromSecond[] = [];
  const answering = new Answering(
    async () => model,
    (message) => void said.push(message),
  );
  await answering.take(opening());
  await answering.take({ kind: "add", bytes: new Uint8Array(2) });
  await answering.take({ kind: "half", request: "{}", asked: bytes(9) });
  expect(loaded).toEqual([5, 2]);
  expect(said[0]).toEqual({});
  expect(new Uint8Array(said[1]!.answer!)).toEqual(new Uint8Array([2, 9]));
});
