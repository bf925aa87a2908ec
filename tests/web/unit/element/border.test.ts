import { describe, expect, it } from "vitest";
import { Border, type WasmModule } from "../../../../web/element/border.js";

/** Memory with a bump allocator, and strings in it. */
function module(functions: Partial<Record<keyof WasmModule, unknown>>) {
  const heap = new Uint8Array(4096);
  let top = 8;
  const live = new Set<number>();
  const put = (text: string) => {
    const at = top;
    const bytes = new TextEncoder().encode(`${text}\0`);
    heap.set(bytes, at);
    top += bytes.length;
    return at;
  };
  const read = (at: number) => new TextDecoder().decode(heap.subarray(at, heap.indexOf(0, at)));
  const wasm = {
    HEAPU8: heap,
    specialHTMLTargets: {},
    _malloc(size: number) {
      const at = top;
      top += size;
      live.add(at);
      return at;
    },
    _free: (at: number) => void live.delete(at),
    _lesson_last_error: () => put("steps: 1 to 100, got 200"),
    ...functions,
  } as unknown as WasmModule;
  return { wasm, put, read, live };
}

describe("Border", () => {
  it("lends strings for one call, in UTF-8, and frees them", () => {
    const seen: string[] = [];
    const m = module({});
    (m.wasm as unknown as Record<string, unknown>)._lesson_act = (_w: number, ...at: number[]) => {
      seen.push(...at.map(m.read));
    };
    new Border(m.wasm).act(1, "Flow/Steps", "set", "σ → 28");
    expect(seen).toEqual(["Flow/Steps", "set", "σ → 28"]);
    expect(m.live.size).toBe(0);
  });

  it("reads JSON and text", () => {
    const m = module({});
    Object.assign(m.wasm, {
      _lesson_get_state: () => m.put('{"steps":28}'),
      _lesson_describe: () => m.put("28 Schritte – schön"),
    });
    const border = new Border(m.wasm);
    expect(border.state(1)).toEqual({ steps: 28 });
    expect(border.describe(1)).toBe("28 Schritte – schön");
  });

  it("throws the module's own words, and frees what it lent", () => {
    const m = module({ _lesson_set_state: () => 0 });
    expect(() => new Border(m.wasm).setState(1, { steps: 200 })).toThrow("steps: 1 to 100, got 200");
    expect(m.live.size).toBe(0);
  });

  it("hands over a file's bytes", () => {
    let got: number[] = [];
    const m = module({});
    Object.assign(m.wasm, {
      _lesson_open_file: (_w: number, name: number, at: number, size: number) => {
        got = [...m.wasm.HEAPU8.subarray(at, at + size)];
        return m.read(name) === "a.safetensors" ? 1 : 0;
      },
    });
    new Border(m.wasm).openFile(1, "a.safetensors", new Uint8Array([1, 2, 3]));
    expect(got).toEqual([1, 2, 3]);
    expect(m.live.size).toBe(0);
  });
});
