import { describe, expect, it } from "vitest";
import type { FromWorker, ToWorker } from "../../../../web/element/model/protocol.js";
import { type ModelWorker, WorkerLink } from "../../../../web/element/model/worker-link.js";

const files = { glue: "/m.mjs", wasm: "/m.wasm", weights: "/w", more: {} };

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
}

function setUp() {
  const workers: FakeWorker[] = [];
  const told: string[] = [];
  const spawn = () => {
    workers.push(new FakeWorker());
    return workers.at(-1)!;
  };
  const link = new WorkerLink(() => files, spawn, {
    hear: (message) => told.push(message.kind),
    lost: (problem) => told.push(`lost: ${problem}`),
  });
  return { link, workers, told };
}

describe("the link to the model's worker", () => {
  it("opens a worker with the first run, names its model, and cancels nothing where there is none", () => {
    const { link, workers } = setUp();
    link.cancel(1);
    expect(workers).toHaveLength(0);
    link.start(1, {}, false);
    link.start(2, { model: "ddpm" }, true);
    expect(workers).toHaveLength(1);
    expect(workers[0]!.heard).toEqual([
      { kind: "open", files },
      { kind: "start", ticket: 1, request: "{}", model: "flow", whenIdle: false },
      { kind: "start", ticket: 2, request: '{"model":"ddpm"}', model: "ddpm", whenIdle: true },
    ]);
  });

  it("gives a broken worker back, tells it once, and hears nothing more of it", () => {
    const { link, workers, told } = setUp();
    link.start(1, {}, false);
    workers[0]!.say({ kind: "failed", ticket: 1, problem: "out of memory", broken: true });
    expect(workers[0]!.ended).toBe(true);
    expect(told).toEqual(["failed", "lost: out of memory"]);
    workers[0]!.say({ kind: "loaded", share: 1 });
    workers[0]!.onerror?.({ message: "again" } as ErrorEvent);
    expect(told).toHaveLength(2);
    link.start(2, {}, false);
    expect(workers).toHaveLength(2);
  });

  it("keeps the worker when only one run was refused", () => {
    const { link, workers, told } = setUp();
    link.start(1, {}, false);
    workers[0]!.say({ kind: "failed", ticket: 1, problem: "guidance is out of range.", broken: false });
    expect(workers[0]!.ended).toBe(false);
    expect(told).toEqual(["failed"]);
  });
});
