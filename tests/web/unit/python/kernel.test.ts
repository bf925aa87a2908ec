// A notebook's page and its kernel: files in pieces over the comm, the model's worker served from them.

import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Files, fromBase64, unzip } from "../../../../web/python/front/files.js";
import { Kernel, kernelFile, type Model } from "../../../../web/python/front/kernel.js";

type Read = { kind: "read"; id: number; file: string; at: number; bytes: number };
type Hear = (content: unknown, buffers: DataView[]) => void;

/** A kernel that holds one file; it answers when it is told to. */
class FakeModel implements Model {
  readonly asked: Read[] = [];
  hear: Hear | undefined;
  readonly file: Uint8Array<ArrayBuffer>;
  constructor(bytes: number) {
    this.file = Uint8Array.from({ length: bytes }, (_, i) => i % 251);
  }
  get = () => undefined;
  set() {}
  save_changes() {}
  send = (content: unknown) => void this.asked.push(content as Read);
  on(_: string, callback: unknown) {
    this.hear = callback as Hear;
  }
  off() {
    this.hear = undefined;
  }

  /** The answer as Jupyter hands it over: a view into a larger buffer. */
  answer({ id, at, bytes }: Read): void {
    const larger = new Uint8Array(bytes + 8);
    larger.set(this.file.subarray(at, at + bytes), 8);
    this.hear?.({ kind: "piece", id }, [new DataView(larger.buffer, 8)]);
  }
}

const turn = () => new Promise((done) => setTimeout(done));

async function serveAll(model: FakeModel): Promise<void> {
  for (let served = 0; served < model.asked.length; ) {
    model.answer(model.asked[served++]!);
    await turn();
  }
}

describe("A file of the kernel", () => {
  it("comes in pieces, each as long as a message may be, and is put together", async () => {
    const model = new FakeModel(4_500_000);
    const reading = new Kernel(model).read("weights", 0, 4_500_000);
    await serveAll(model);
    expect(Buffer.compare(await reading, model.file)).toBe(0);
    expect(model.asked.map(({ at, bytes }) => [at, bytes])).toEqual([
      [0, 2_000_000],
      [2_000_000, 2_000_000],
      [4_000_000, 500_000],
    ]);
  });

  it("is read where the figure looks, as a File is", async () => {
    const model = new FakeModel(1000);
    const file = kernelFile(new Kernel(model), "capture", "crane.safetensors", 1000);
    const reading = file.slice(100, 110).arrayBuffer();
    const beyond = file.slice(990, 2000).arrayBuffer();
    await turn();
    for (const asked of [...model.asked].reverse()) model.answer(asked); // answers may overtake each other
    expect(new Uint8Array(await reading)).toEqual(model.file.slice(100, 110));
    expect(new Uint8Array(await beyond)).toEqual(model.file.slice(990));
    expect([file.name, file.size]).toEqual(["crane.safetensors", 1000]);
  });

  it("says in the kernel's words why it does not come, and ends with its widget", async () => {
    const model = new FakeModel(10);
    const kernel = new Kernel(model);
    const lost = kernel.read("capture", 0, 10);
    await turn();
    model.hear!({ kind: "lost", id: model.asked[0]!.id, problem: "capture cannot be read: it is gone" }, []);
    await expect(lost).rejects.toThrow("it is gone");
    const left = kernel.read("capture", 0, 10);
    kernel.close();
    await expect(left).rejects.toThrow("has left the page");
    expect(model.hear).toBeUndefined();
  });
});

describe("The files of a page", () => {
  afterEach(() => vi.unstubAllGlobals());
  const packed = (text: string) => new Uint8Array(gzipSync(text)) as Uint8Array<ArrayBuffer>;
  const lay = (held: Record<string, string>) =>
    vi.stubGlobal("document", { getElementById: (id: string) => (held[id] ? { textContent: held[id] } : null) });
  const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  it("lie in the page where it was exported, and come from the kernel once otherwise", async () => {
    lay({ "lesson-widgets/a.wasm": Buffer.from(packed("in the page")).toString("base64") });
    const files = new Files();
    const source = vi.fn(async (name: string) => packed(`${name} of the kernel`));
    files.provide(source);
    expect(textOf(await files.get("a.wasm"))).toBe("in the page");
    expect(textOf(await files.get("b.wasm"))).toBe("b.wasm of the kernel");
    await files.get("b.wasm");
    expect(source.mock.calls).toEqual([["b.wasm"]]);
  });

  it("are asked for again after they could not be had, and say so where there is no kernel", async () => {
    lay({});
    const files = new Files();
    await expect(files.get("a.wasm")).rejects.toThrow("jupyter nbconvert --to lesson");
    files.provide(() => Promise.reject(new Error("dead")));
    await expect(files.get("a.wasm")).rejects.toThrow("dead");
    files.provide(async () => packed("alive"));
    expect(textOf(await files.get("a.wasm"))).toBe("alive");
  });

  it("are refused when they were damaged on the way", async () => {
    const bytes = packed("a text that is long enough to be damaged somewhere");
    bytes[bytes.length - 8]! ^= 1;
    await expect(unzip(bytes)).rejects.toThrow();
    expect(fromBase64(" AAEC\n")).toEqual(Uint8Array.of(0, 1, 2));
  });
});
