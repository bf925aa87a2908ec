import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FromWorker, ToWorker, WorkerNews } from "../../../../web/element/model/protocol.js";
import { type ModelWorker, WorkerLink } from "../../../../web/element/model/worker-link.js";

const files = { build: "simd", wasm: "/m.wasm", weights: "/w", more: {}, integrity: {} } as const;

class FakeWorker implements ModelWorker {
  readonly heard: ToWorker[] = [];
  onmessage: ModelWorker["onmessage"] = null;
  onerror: ModelWorker["onerror"] = null;
  ended = false;
  postMessage(message: ToWorker) {
    this.heard.push(message);
  }
  terminate() {
    this.ended = true;
  }
  say(data: FromWorker) {
    this.onmessage?.({ data } as MessageEvent<FromWorker>);
  }
  packet(ticket: number, size: number, last = false) {
    this.say({ kind: "packet", ticket, bytes: new ArrayBuffer(size), last });
  }
  die() {
    this.onerror?.({ message: "killed" } as ErrorEvent);
  }
  get starts() {
    return this.heard.flatMap((message) => (message.kind === "start" ? [message.ticket] : []));
  }
}

let workers: FakeWorker[];
let heard: WorkerNews[];
let lost: [string, number[]][];
let link: WorkerLink;
let refused: string;

beforeEach(() => {
  vi.useFakeTimers();
  [workers, heard, lost, refused] = [[], [], [], ""];
  const spawn = () => {
    if (refused) throw new TypeError(refused);
    workers.push(new FakeWorker());
    return workers.at(-1)!;
  };
  const listener = {
    hear: (message: WorkerNews) => void heard.push(message),
    lost: (problem: string, tickets: number[]) => void lost.push([problem, tickets]),
  };
  link = new WorkerLink(() => files, spawn, listener);
});
afterEach(() => vi.useRealTimers());
const sizes = () => heard.flatMap((message) => (message.kind === "packet" ? [message.bytes.byteLength] : []));

describe("a lost worker", () => {
  it("is replaced, its run begun again, and what was heard already not told twice", () => {
    link.start(7, {}, false);
    workers[0]!.packet(7, 1);
    workers[0]!.packet(7, 2);
    workers[0]!.die();
    expect(workers[0]!.ended).toBe(true);
    expect(workers[1]!.starts).toEqual([7]);
    for (const size of [1, 2, 3]) workers[1]!.packet(7, size, size === 3);
    expect(sizes()).toEqual([1, 2, 3]);
    expect(lost).toEqual([]);
  });

  it("that is lost again is told, with its runs alone", () => {
    link.start(7, {}, false);
    workers[0]!.die();
    link.start(8, {}, false);
    workers[1]!.die();
    expect(lost).toEqual([["killed", [7]]]);
    expect(workers[2]!.starts).toEqual([8]);
  });

  it("tells all its runs where no other may start", () => {
    link.start(7, {}, false);
    link.start(8, {}, true);
    refused = "not here";
    workers[0]!.die();
    expect(lost).toEqual([["not here", [7, 8]]]);
  });

  it("does not bring back what was cancelled or finished", () => {
    for (const ticket of [1, 2, 3]) link.start(ticket, {}, false);
    link.cancel(1);
    workers[0]!.packet(2, 5, true);
    workers[0]!.die();
    expect(workers[1]!.starts).toEqual([3]);
  });
});

describe("a silent worker", () => {
  const half = 15_000;

  it("counts as lost after half a minute, and again with its successor", () => {
    link.start(7, {}, false);
    vi.advanceTimersByTime(half);
    expect(workers).toHaveLength(1);
    expect(workers[0]!.heard.filter(({ kind }) => kind === "ping").length).toBeGreaterThan(1);
    vi.advanceTimersByTime(half + 6000);
    expect(workers[1]!.starts).toEqual([7]);
    vi.advanceTimersByTime(2 * half + 6000);
    expect(lost).toEqual([["It has not answered for 30 seconds.", [7]]]);
  });

  it("is fine as long as it says that it lives, however long a run takes", () => {
    link.start(7, {}, false);
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(half);
      workers[0]!.say({ kind: "alive" });
    }
    expect(workers).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it("is left in peace when it has nothing to do", () => {
    link.start(7, {}, false);
    workers[0]!.packet(7, 1, true);
    expect(vi.getTimerCount()).toBe(0);
    link.start(8, {}, false);
    link.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
