import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WorkerNews } from "../../../../web/element/model/protocol.js";
import { WorkerLink } from "../../../../web/element/model/worker-link.js";
import { FakeWorkers, files } from "./fake-worker.js";

let workers: FakeWorkers;
let heard: WorkerNews[];
let lost: [string, number[]][];
let link: WorkerLink;

beforeEach(() => {
  vi.useFakeTimers();
  [workers, heard, lost] = [new FakeWorkers(), [], []];
  const listener = {
    hear: (message: WorkerNews) => void heard.push(message),
    lost: (problem: string, tickets: number[]) => void lost.push([problem, tickets]),
  };
  link = new WorkerLink(() => files, workers.spawn, listener);
});
afterEach(() => vi.useRealTimers());
const bytes = (size: number) => new Uint8Array(size);
const sizes = () => heard.flatMap((message) => (message.kind === "packet" ? [message.bytes.byteLength] : []));

describe("a lost worker", () => {
  it("is replaced, its run begun again, and what was heard already not told twice", () => {
    link.start(7, {}, false);
    workers[0]!.packet(7, bytes(1));
    workers[0]!.packet(7, bytes(2));
    workers[0]!.die("killed");
    expect(workers[0]!.ended).toBe(true);
    expect(workers[1]!.tickets).toEqual([7]);
    for (const size of [1, 2, 3]) workers[1]!.packet(7, bytes(size), size === 3);
    expect(sizes()).toEqual([1, 2, 3]);
    expect(lost).toEqual([]);
  });

  it("that is lost again is told, with its runs alone", () => {
    link.start(7, {}, false);
    workers[0]!.die("killed");
    link.start(8, {}, false);
    workers[1]!.die("killed");
    expect(lost).toEqual([["killed", [7]]]);
    expect(workers[2]!.tickets).toEqual([8]);
  });

  it("tells all its runs where no other may start", () => {
    link.start(7, {}, false);
    link.start(8, {}, true);
    workers.refused = "not here";
    workers[0]!.die("killed");
    expect(lost).toEqual([["not here", [7, 8]]]);
  });

  it("does not bring back what was cancelled or finished", () => {
    for (const ticket of [1, 2, 3]) link.start(ticket, {}, false);
    link.cancel(1);
    workers[0]!.packet(2, bytes(5), true);
    workers[0]!.die("killed");
    expect(workers[1]!.tickets).toEqual([3]);
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
    expect(workers[1]!.tickets).toEqual([7]);
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
    workers[0]!.packet(7, bytes(1), true);
    expect(vi.getTimerCount()).toBe(0);
    link.start(8, {}, false);
    link.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
