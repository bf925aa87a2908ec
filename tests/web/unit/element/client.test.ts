import { describe, expect, it } from "vitest";
import { ModelClient } from "../../../../web/element/model/client.js";
import { FakeWorkers, files } from "./fake-worker.js";
import { packet } from "./packets.js";

const picture = { dtype: "U8", shape: [1, 1, 3], bytes: [1, 2, 3] };
const start = packet("start", { stages: [], stage_ms: {} });
const end = packet("end", { ms_total: 9, picture_sha256: "x" }, { picture });

function setUp() {
  const workers = new FakeWorkers();
  return { client: new ModelClient(() => files, workers.spawn, 1_000_000), workers };
}
const settled = () => new Promise((done) => setTimeout(done));

describe("the model's client", () => {
  it("runs one after another, each to its picture", async () => {
    const { client, workers } = setUp();
    const [first, second] = [client.run({ prompt: "a" }), client.run({ prompt: "b", model: "ddpm" })];
    await settled();
    const [worker] = workers;
    expect(worker!.starts.length).toBe(1);
    worker!.packet(1, start);
    worker!.packet(1, end);
    expect((await first).picture_sha256).toBe("x");
    await settled();
    expect(worker!.starts[1]).toMatchObject({ ticket: 2, model: "noise_cross" });
    worker!.packet(1, start); // too late: not of this run
    worker!.packet(2, start);
    worker!.packet(2, end);
    expect((await second).finished).toBe(true);
    expect(workers.length).toBe(1);
  });

  it("stops when told, and goes on with the next", async () => {
    const { client, workers } = setUp();
    const abort = new AbortController();
    const stopped = client.run({ prompt: "a" }, { signal: abort.signal });
    await settled();
    abort.abort(new Error("Stopped."));
    await expect(stopped).rejects.toThrow("Stopped.");
    expect(workers[0]!.heard.at(-1)).toEqual({ kind: "cancel", ticket: 1 });
    const next = client.run({ prompt: "b" });
    await settled();
    workers[0]!.packet(2, start);
    workers[0]!.packet(2, end);
    expect((await next).finished).toBe(true);
  });

  it("says in words what failed, and starts from scratch", async () => {
    const { client, workers } = setUp();
    const failing = client.run({ prompt: "a" });
    await settled();
    workers[0]!.say({ kind: "failed", ticket: 1, problem: "steps: 1 to 100.", broken: false });
    await expect(failing).rejects.toThrow("The model could not run. steps: 1 to 100.");
    expect(workers[0]!.ended).toBe(true);
    client.run({ prompt: "b" });
    await settled();
    expect(workers.length).toBe(2);
  });

  it("refuses a broken packet, and keeps what the weights file holds", async () => {
    const { client, workers } = setUp();
    const broken = client.run({ prompt: "a" });
    await settled();
    const stages = { joint: [], cross: [] };
    workers[0]!.say({ kind: "loaded", share: 1, entries: [{ name: "w", dtype: "F16", shape: [2] }], stages });
    workers[0]!.packet(1, new Uint8Array(3));
    await expect(broken).rejects.toThrow("broken");
    expect(client.tensors).toEqual([{ name: "w", dtype: "F16", shape: [2] }]);
  });
});
