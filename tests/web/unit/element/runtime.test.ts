// @vitest-environment happy-dom

import { beforeEach, describe, expect, it, vi } from "vitest";
import { PageRuntime } from "../../../../web/element/runtime.js";

const manifest = { simd: { glue: "s.js", wasm: "s.wasm" } };
const abilities = () => ({ wasm: true, simd: true, relaxed: false, webgl2: true });
const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

let failing: string; // part of the addresses that give nothing
let imports: string[];
function services() {
  return {
    fetch: async () => new Response(emptyModule),
    startWorker: () => expect.unreachable("no run was asked for"),
    importGlue: async (url: string) => {
      imports.push(url);
      if (failing && url.includes(failing)) throw new TypeError("404");
      return {
        default: async () =>
          ({
            HEAPU8: new Uint8Array(65536),
            specialHTMLTargets: {},
            _malloc: () => 8,
            _free() {},
            _lesson_init: () => 1,
            _lesson_set_theme: () => 1,
          }) as never,
      };
    },
  };
}

beforeEach(() => {
  failing = "";
  imports = [];
});

describe("PageRuntime", () => {
  it("loads once for all elements, also those that name another folder: a page has one GL context", async () => {
    const runtime = new PageRuntime(manifest, () => "https://x.test/runtime/", services(), abilities);
    const [a, b, c] = [1, 2, 3].map(() => document.createElement("div"));
    c!.setAttribute("asset-path", "https://cdn.test/lesson");
    const [ra, rb, rc] = await Promise.all([runtime.get(a!), runtime.get(b!), runtime.get(c!)]);
    expect(ra).toBe(rb);
    expect(rc).toBe(ra);
    expect(imports).toEqual(["https://x.test/runtime/s.js"]);
  });

  it("tries the other folder where the first had nothing", async () => {
    const runtime = new PageRuntime(manifest, () => "https://x.test/runtime/", services(), abilities);
    const [a, b] = [1, 2].map(() => document.createElement("div"));
    b!.setAttribute("asset-path", "https://cdn.test/lesson");
    failing = "x.test";
    const [ra, rb] = await Promise.allSettled([runtime.get(a!), runtime.get(b!)]);
    expect([ra!.status, rb!.status]).toEqual(["rejected", "fulfilled"]);
  });

  it("after a failure, one retry brings everyone who waits", async () => {
    const runtime = new PageRuntime(manifest, () => "https://x.test/", services(), abilities);
    const element = document.createElement("div");
    failing = "x.test";
    await expect(runtime.get(element)).rejects.toThrow("could not be loaded");
    const waiting = vi.fn();
    const gone = vi.fn();
    runtime.onLoaded(waiting);
    runtime.onLoaded(gone)();
    failing = "";
    await runtime.get(element);
    await Promise.resolve();
    expect(waiting).toHaveBeenCalledTimes(1);
    expect(gone).not.toHaveBeenCalled();
    expect(imports).toEqual(["https://x.test/s.js", "https://x.test/s.js"]); // glue.ts asks past caches by itself
  });
});
