import { describe, expect, it } from "vitest";
import { Border, type WasmModule } from "../../../../web/element/border.js";
import { LessonError } from "../../../../web/element/types.js";

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

  it("refuses what the module has no memory for, writes nothing, and goes on", () => {
    const m = module({ _lesson_act: () => {} });
    const before = m.wasm.HEAPU8.slice();
    const malloc = m.wasm._malloc;
    m.wasm._malloc = () => 0;
    const border = new Border(m.wasm);
    const large = new Uint8Array(3_000_000).fill(7);
    expect(() => border.openFile(1, "a.safetensors", large)).toThrow(/no memory left for 3 MB more/);
    expect(() => border.runPacket(1, large)).toThrow(/no memory left/);
    expect(() => border.act(1, "Steps", "set", "4")).toThrow(/no memory left for 6 bytes more/);
    expect(m.wasm.HEAPU8).toEqual(before);
    m.wasm._malloc = malloc;
    border.act(1, "Steps", "set", "4");
    expect(m.live.size).toBe(0);
  });

  it("is refused every call once the module has stopped, in words that are no library's", () => {
    const asked: string[] = [];
    const m = module({
      _lesson_describe: () => {
        asked.push("describe");
        throw new WebAssembly.RuntimeError("Aborted(). Build with -sASSERTIONS for more info.");
      },
      _lesson_set_state: () => asked.push("set"),
    });
    const border = new Border(m.wasm);
    const told: unknown[] = [];
    border.onStopped = (error) => told.push(error);
    for (const call of [() => border.describe(1), () => border.setState(1, {}), () => border.describe(1)])
      expect(call).toThrow(new LessonError("The program behind this figure has stopped."));
    expect(asked).toEqual(["describe"]);
    expect(told).toHaveLength(1);
  });

  it("takes running out of stack for the end, too", () => {
    const m = module({
      _lesson_height: () => {
        throw new RangeError("Maximum call stack size exceeded");
      },
    });
    expect(() => new Border(m.wasm).height(1)).toThrow(LessonError);
  });
});
