// A small stand-in for the compiled module: enough behaviour to see what the element does with it.

import { vi } from "vitest";
import type { Border } from "../../../../web/element/border.js";
import type { FrameServices, Surface } from "../../../../web/element/host.js";
import { Frame, LessonError, type SemanticNode, type Size, type State } from "../../../../web/element/types.js";

export function node(partial: Partial<SemanticNode> & Pick<SemanticNode, "id" | "role">): SemanticNode {
  return {
    name: partial.id.split("/").at(-1)!,
    rect: [0, 0, 100, 32],
    ...partial,
  };
}

interface FakeWidget {
  state: State;
  dirty: boolean;
  /** Frames it still wants without input. */
  animation: number;
  frames: Size[];
}

export class FakeBorder {
  readonly alive = new Map<number, FakeWidget>();
  readonly calls: string[] = [];
  contentHeight = 300;
  restored = 0;
  themes = 0;
  #next = 1;

  init() {}
  widgets = () => [{ id: "step-count", title: "Steps and error", summary: "" }];
  create(id: string) {
    if (id !== "step-count") throw new LessonError(`There is no widget “${id}”.`);
    this.alive.set(this.#next, { state: { steps: 28, sampler: "euler" }, dirty: true, animation: 0, frames: [] });
    return this.#next++;
  }
  parts = new Map<number, string>();
  showParts(w: number, parts: string) {
    if (parts && parts !== "error") throw new LessonError(`parts: there is no such part (got '${parts}').`);
    this.parts.set(w, parts);
    this.get(w).dirty = true;
  }
  destroy = (w: number) => void this.alive.delete(w);
  state = (w: number) => ({ ...this.get(w).state });
  setState(w: number, state: State) {
    for (const [key, value] of Object.entries(state)) {
      if (!(key in this.get(w).state)) throw new LessonError(`There is no “${key}” here.`);
      if (key === "steps" && (Number(value) < 1 || Number(value) > 100)) throw new LessonError("steps: 1 to 100.");
    }
    Object.assign(this.get(w).state, state);
    this.get(w).dirty = true;
  }
  describe = (w: number) => `${this.get(w).state.steps} steps`;
  csv = (w: number) => `steps\r\n${this.get(w).state.steps}\r\n`;
  semantics = (w: number) => [
    node({ id: "Steps", role: "slider", min: 1, max: 100, step: 1, now: Number(this.get(w).state.steps) }),
  ];
  frame(w: number, width: number, height: number, dpr: number) {
    const widget = this.get(w);
    widget.frames.push({ width, height, dpr });
    widget.dirty = false;
    const again = widget.animation-- > 0 ? Frame.again : 0;
    const moved = Math.abs(height - this.contentHeight) > 1 ? Frame.heightChanged : 0;
    return Frame.drawn | Frame.semanticsChanged | again | moved;
  }
  height = () => this.contentHeight;
  dirty = (w: number) => this.get(w).dirty;
  exports = () => [];
  cursor = () => "default";
  entered = () => false;
  pointer = (w: number, ...what: unknown[]) => this.record(w, "pointer", what);
  wheel = () => false;
  key = () => false;
  focus = (w: number, on: boolean) => this.record(w, "focus", [on]);
  act(w: number, id: string, verb: string, value = "") {
    this.record(w, "act", [id, verb, value]);
    if (verb === "set") this.setState(w, { steps: Number(value) });
  }
  fileHead = 8;
  openFile = (w: number, name: string, head: Uint8Array, bytes: number) =>
    this.record(w, "file", [name, `${head.length} of ${bytes}`]);
  wanted: { at: number; bytes: number }[] = [];
  wantedPiece = () => this.wanted[0];
  takePiece(w: number, at: number, bytes: Uint8Array) {
    this.wanted.shift();
    this.record(w, "piece", [at, [...bytes]]);
  }
  loseFile(w: number, problem: string) {
    this.wanted = [];
    this.record(w, "lost", [problem]);
  }
  onStopped: (error: unknown) => void = () => {};
  setTheme() {
    this.themes++;
  }
  contextRestored() {
    this.restored++;
    for (const widget of this.alive.values()) widget.dirty = true;
  }

  get(w: number): FakeWidget {
    const widget = this.alive.get(w);
    if (!widget) throw new Error(`no widget ${w}`);
    return widget;
  }
  record(w: number, what: string, args: unknown[]) {
    this.calls.push(`${what} ${args.join(" ")}`);
    this.get(w).dirty = true;
  }
  get asBorder() {
    return this as unknown as Border;
  }
}

/** Animation frames that come when told to. */
export class FakeFrames implements FrameServices {
  requested = 0;
  #pending = new Map<number, (now: number) => void>();
  #id = 0;
  request(callback: (now: number) => void) {
    this.requested++;
    this.#pending.set(++this.#id, callback);
    return this.#id;
  }
  cancel(id: number) {
    this.#pending.delete(id);
  }
  now = () => 0;
  readonly later: (() => void)[] = [];
  after = (_milliseconds: number, callback: () => void) => void this.later.push(callback);
  get waiting() {
    return this.#pending.size;
  }
  /** Runs the frames due now; those asked for meanwhile wait for the next call. */
  run(now = 16) {
    const due = [...this.#pending.values()];
    this.#pending.clear();
    for (const callback of due) callback(now);
  }
}

export function fakeSurface(widget: number, visible = true): Surface & { visible: boolean; height: number } {
  return {
    widget,
    visible,
    height: 300,
    measure() {
      return { width: 640, height: this.height, dpr: 1 };
    },
    setHeight(height: number) {
      const changed = height !== this.height;
      this.height = height;
      return changed;
    },
    present: vi.fn(),
    framed: vi.fn(),
    dress: vi.fn(),
    broken: vi.fn(),
  };
}
