import { describe, expect, it } from "vitest";
import { DeskLink } from "../../../../web/element/model/desk-link.js";
import { FakeWorkers, files } from "./fake-worker.js";

function setUp() {
  const orders: { ticket: number; request?: { model: string } }[] = [];
  const calls: string[] = [];
  const workers = new FakeWorkers();
  let news = 0;
  const border = {
    takeOrder: () => orders.shift(),
    runPacket: (ticket: number, bytes: Uint8Array) => calls.push(`packet ${ticket} ${bytes.length}`),
    runFailed: (ticket: number, problem: string) => calls.push(`failed ${ticket} ${problem}`),
    modelState: (available: boolean, loaded: number) => calls.push(`state ${available} ${loaded}`),
  };
  const engine = new DeskLink(border, files, workers.spawn, () => news++);
  return { engine, orders, calls, workers, news: () => news };
}

describe("the link between desk and worker", () => {
  it("says that a model can run, and starts no worker before it is asked", () => {
    const { engine, calls, workers } = setUp();
    engine.poll(1);
    expect(calls).toEqual(["state true 0"]);
    expect(workers).toHaveLength(0);
  });

  it("opens one worker for all runs and passes orders on", () => {
    const { engine, orders, workers } = setUp();
    orders.push({ ticket: 1, request: { model: "flow" } }, { ticket: 1 }, { ticket: 2, request: { model: "ddpm" } });
    engine.poll(1);
    expect(workers).toHaveLength(1);
    expect(workers[0]!.heard.map((message) => message.kind)).toEqual(["open", "start", "cancel", "start"]);
    expect(workers[0]!.heard[3]).toMatchObject({ ticket: 2, model: "noise_cross", whenIdle: false });
  });

  it("says so where no worker may start, as in a frame without an origin, and goes on with other orders", () => {
    const { engine, orders, calls, workers } = setUp();
    for (const ticket of [1, 2]) orders.push({ ticket, request: { model: "flow" } });
    workers.refused = "A worker must come from the page's own origin.";
    engine.poll(1);
    expect(calls.filter((call) => call.startsWith("failed"))).toEqual(
      [1, 2].map(
        (ticket) =>
          `failed ${ticket} The model stopped. A worker must come from the page's own origin. Press Run to try again.`,
      ),
    );
  });

  it("hands packets to the widgets and has them drawn", () => {
    const { engine, orders, calls, workers, news } = setUp();
    orders.push({ ticket: 1, request: { model: "flow" } });
    engine.poll(1);
    workers[0]!.say({ kind: "loaded", share: 0.5 });
    workers[0]!.packet(1, new Uint8Array(8));
    expect(calls).toEqual(["state true 0", "state true 0.5", "packet 1 8"]);
    expect(news()).toBe(2);
  });

  it("tells a failure, and starts afresh with the next run", () => {
    const { engine, orders, calls, workers } = setUp();
    orders.push({ ticket: 1, request: { model: "flow" } });
    engine.poll(1);
    workers[0]!.say({ kind: "failed", ticket: 1, problem: "The server answered 404.", broken: true });
    expect(calls.some((call) => call.startsWith("failed 1") && call.includes("404"))).toBe(true);
    expect(workers[0]!.ended).toBe(true);
    orders.push({ ticket: 2, request: { model: "flow" } });
    engine.poll(1);
    expect(workers).toHaveLength(2);
  });

  it("fails every run under way when the worker dies a second time", () => {
    const { engine, orders, calls, workers } = setUp();
    orders.push({ ticket: 3, request: { model: "flow" } });
    engine.poll(1);
    for (const worker of [0, 1]) workers[worker]!.die("out of memory");
    expect(calls.some((call) => call.startsWith("failed 3") && call.includes("out of memory"))).toBe(true);
  });

  it("keeps the worker when only one run was refused", () => {
    const { engine, orders, calls, workers } = setUp();
    orders.push({ ticket: 1, request: { model: "flow" } }, {
      ticket: 2,
      request: { model: "flow" },
      when_idle: true,
    } as never);
    engine.poll(1);
    expect(workers[0]!.heard[2]).toMatchObject({ ticket: 2, whenIdle: true });
    workers[0]!.say({ kind: "failed", ticket: 1, problem: "guidance is out of range.", broken: false });
    expect(workers[0]!.ended).toBe(false);
    expect(calls.some((call) => call.startsWith("failed 2"))).toBe(false);
  });

  it("does not fail runs that had finished when the worker dies later", () => {
    const { engine, orders, calls, workers } = setUp();
    orders.push({ ticket: 1, request: { model: "flow" } }, { ticket: 2, request: { model: "flow" } });
    engine.poll(1);
    workers[0]!.packet(1, new Uint8Array(8), true);
    workers[0]!.say({ kind: "failed", ticket: 2, problem: "out of memory", broken: true });
    expect(calls.some((call) => call.startsWith("failed 1"))).toBe(false);
    expect(calls.filter((call) => call.startsWith("failed 2"))).toHaveLength(1);
  });

  it("stops the runs of a widget that has left the page, and no others", () => {
    const { engine, orders, calls, workers } = setUp();
    for (const [ticket, widget] of [
      [1, 5],
      [2, 6],
      [3, 5],
    ] as const) {
      orders.push({ ticket, request: { model: "flow" } });
      engine.poll(widget);
    }
    workers[0]!.packet(3, new Uint8Array(8), true);
    engine.leave(5);
    const cancelled = workers[0]!.heard.flatMap((message) => (message.kind === "cancel" ? [message.ticket] : []));
    expect(cancelled).toEqual([1]);
    expect(calls.filter((call) => call.startsWith("failed"))).toEqual([
      expect.stringMatching(/^failed 1 .*left the page/),
    ]);
  });
});
