import { describe, expect, it, vi } from "vitest";
import { BadAnswer, NoAnswer } from "../../../../web/element/download.js";
import {
  type Abilities,
  chooseFiles,
  detectAbilities,
  type LoaderServices,
  loadModule,
} from "../../../../web/element/loader.js";

const manifest = { simd: { glue: "s.js", wasm: "s.wasm" }, relaxed: { glue: "r.js", wasm: "r.wasm" } };
const everything: Abilities = { wasm: true, simd: true, relaxed: true, webgl2: true };
const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

describe("chooseFiles", () => {
  it("prefers relaxed SIMD where the browser runs it", () => {
    expect(chooseFiles(manifest, everything)).toBe(manifest.relaxed);
    expect(chooseFiles(manifest, { ...everything, relaxed: false })).toBe(manifest.simd);
    expect(chooseFiles({ simd: manifest.simd }, everything)).toBe(manifest.simd);
  });

  it("says what is missing and where the reader finds the same", () => {
    expect(() => chooseFiles(manifest, { ...everything, simd: false })).toThrow(/WebAssembly SIMD.*The text/s);
    expect(() => chooseFiles(manifest, { ...everything, wasm: false })).toThrow(/WebAssembly/);
    expect(() => chooseFiles(manifest, { ...everything, webgl2: false })).toThrow(/WebGL 2.*The text/s);
  });
});

describe("detectAbilities", () => {
  it("validates real instructions: Node runs SIMD", () => {
    expect(detectAbilities()).toMatchObject({ wasm: true, simd: true });
  });
});

describe("loadModule", () => {
  const canvas = {} as HTMLCanvasElement;
  const services = (overrides: Partial<LoaderServices> = {}): LoaderServices => ({
    fetch: async () => new Response(emptyModule, { headers: { "content-type": "application/octet-stream" } }),
    importGlue: async () => ({ default: async () => ({ specialHTMLTargets: {} }) as never }),
    startWorker: () => expect.unreachable("no run was asked for"),
    ...overrides,
  });

  const importing = (asked: string[]) => async (url: string) => {
    asked.push(url);
    return { default: async () => ({ specialHTMLTargets: {} }) as never };
  };

  it("asks for both files beside the base and gives the module its canvas", async () => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return new Response(emptyModule);
    };
    const watched = services({ fetch, importGlue: importing(asked) });
    const module = await loadModule("https://x.test/runtime/", manifest.simd, canvas, {}, watched);
    expect(asked.sort()).toEqual(["https://x.test/runtime/s.js", "https://x.test/runtime/s.wasm"]);
    expect(module.specialHTMLTargets["#canvas"]).toBe(canvas);
  });

  it.each([
    [
      "a server error",
      services({ fetch: async () => new Response("", { status: 503 }) }),
      /s\.wasm: the server answered 503/,
    ],
    ["no module", services({ fetch: async () => new Response("<html>") }), /s\.wasm: /],
    ["a glue that is none", services({ importGlue: () => Promise.reject(new BadAnswer("no")) }), /s\.js: no/],
  ])("says so on %s without blaming the connection, and keeps the cause", async (_what, broken, cause) => {
    const error = await loadModule("https://x.test/", manifest.simd, canvas, {}, broken).catch((e) => e);
    expect(error.message).toMatch(/could not be loaded\. \(/);
    expect(error.message).toMatch(cause);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each([
    ["no network", services({ fetch: () => Promise.reject(new TypeError("Failed to fetch")) })],
    ["silence", services({ importGlue: () => Promise.reject(new NoAnswer("nothing")) })],
  ])("asks the reader to look at the connection on %s", async (_what, broken) => {
    const error = await loadModule("https://x.test/", manifest.simd, canvas, {}, broken).catch((e) => e);
    expect(error.message).toMatch(/could not be loaded.*(connection|offline)/);
  });

  it("does not wait for ever where there is no memory for the module", async () => {
    const instantiate = vi.spyOn(WebAssembly, "instantiate").mockRejectedValue(new RangeError("Out of memory"));
    const glue = {
      default: (options: { instantiateWasm(imports: object, done: () => void): object }) => {
        options.instantiateWasm({}, () => {});
        return new Promise<never>(() => {});
      },
    };
    const starved = services({ importGlue: async () => glue as never });
    await expect(loadModule("https://x.test/", manifest.simd, canvas, {}, starved)).rejects.toThrow(/no room.*Close/);
    expect(instantiate).toHaveBeenCalled();
  });
});
