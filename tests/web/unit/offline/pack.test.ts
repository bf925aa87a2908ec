import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fromText, toText, unpack } from "../../../../web/offline/single-file/pack.js";

const everyByte = Uint8Array.from({ length: 3 * 256 }, (_, i) => (i * 37) & 0xff);

describe("bytes as text", () => {
  it.each([0, 1, 6, 7, 8, 9, 13, 14, 768])("come back as they were: %i of them", (size) => {
    const bytes = everyByte.slice(0, size);
    expect(fromText(toText(bytes))).toEqual(bytes);
  });

  it("hold nothing that an HTML parser changes inside a script, or takes for its end", () => {
    const text = toText(everyByte) + toText(new Uint8Array(64)) + toText(new Uint8Array(64).fill(0xff));
    expect(text).not.toMatch(/[\0\r<]/);
    expect(new Set(text).size).toBe(128);
  });

  it("are a sixth larger than they were, in UTF-8", () => {
    const noise = Uint8Array.from({ length: 70_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);
    expect(new TextEncoder().encode(toText(noise)).length / noise.length).toBeLessThan(1.18);
  });
});

describe("unpacking", () => {
  const packed = toText(gzipSync(everyByte));
  it("gives the bytes under their type", async () => {
    const response = unpack(packed, "application/wasm");
    expect(response.headers.get("content-type")).toBe("application/wasm");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(everyByte);
  });

  it("notices damage", async () => {
    const at = packed.length >> 1;
    const damaged = packed.slice(0, at) + String.fromCharCode(packed.charCodeAt(at) ^ 1) + packed.slice(at + 1);
    await expect(unpack(damaged).arrayBuffer()).rejects.toThrow();
  });
});
