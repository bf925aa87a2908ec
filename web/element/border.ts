// The flat C border (shell/web/api.h) as typed calls: strings in, strings out, errors thrown.

import { guarded } from "./guard.js";
import {
  LessonError,
  type SemanticNode,
  type State,
  type Theme,
  type Verb,
  type Wanted,
  type WidgetInfo,
} from "./types.js";

/** The Emscripten instance, as far as it is used here. */
export interface WasmModule {
  HEAPU8: Uint8Array;
  specialHTMLTargets: Record<string, unknown>;
  _malloc(size: number): number;
  _free(at: number): void;
  _lesson_init(): number;
  _lesson_last_error(): number;
  _lesson_widgets(): number;
  _lesson_create(id: number): number;
  _lesson_destroy(widget: number): void;
  _lesson_show_parts(widget: number, parts: number): number;
  _lesson_get_state(widget: number): number;
  _lesson_set_state(widget: number, json: number): number;
  _lesson_get_link(widget: number): number;
  _lesson_set_link(widget: number, link: number): number;
  _lesson_describe(widget: number): number;
  _lesson_csv(widget: number): number;
  _lesson_semantics(widget: number): number;
  _lesson_frame(widget: number, width: number, height: number, dpr: number, now: number): number;
  _lesson_height(widget: number): number;
  _lesson_dirty(widget: number): number;
  _lesson_exports(widget: number): number;
  _lesson_cursor(widget: number): number;
  _lesson_entered(widget: number): number;
  _lesson_pointer(widget: number, type: number, x: number, y: number, button: number, touch: number): void;
  _lesson_wheel(widget: number, x: number, y: number, dx: number, dy: number, ctrl: number): number;
  _lesson_key(widget: number, key: number, down: number, mods: number): number;
  _lesson_focus(widget: number, focused: number): void;
  _lesson_focus_control(widget: number, node: number): void;
  _lesson_act(widget: number, node: number, verb: number, value: number): void;
  _lesson_open_file(widget: number, name: number, head: number, size: number, fileBytes: number): number;
  _lesson_file_head(): number;
  _lesson_wanted_piece(widget: number): number;
  _lesson_take_piece(widget: number, at: number, bytes: number, size: number): void;
  _lesson_lose_file(widget: number, problem: number): void;
  _lesson_set_theme(widget: number, json: number): number;
  _lesson_context_restored(): number;
  _lesson_take_order(): number;
  _lesson_run_packet(ticket: number, bytes: number, size: number): number;
  _lesson_run_failed(ticket: number, problem: number): void;
  _lesson_model_state(available: number, loaded: number): void;
}

export const Pointer = { move: 0, down: 1, up: 2, leave: 3 } as const;
export type PointerKind = (typeof Pointer)[keyof typeof Pointer];

/** A part of a file that a widget wants to see (widgets/file_piece.h). */
export interface FilePiece {
  at: number;
  bytes: number;
}

/** The widgets behind the border. Handles are numbers above 0; refused requests throw a LessonError. */
export class Border {
  readonly #wasm: WasmModule;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  /** Called once, when the module has stopped for good; every call from then on throws a LessonError. */
  onStopped: (error: unknown) => void = () => {};

  constructor(wasm: WasmModule) {
    this.#wasm = guarded(wasm, (error) => this.onStopped(error));
  }

  init(): void {
    this.#must(this.#wasm._lesson_init());
  }
  widgets(): WidgetInfo[] {
    return JSON.parse(this.#string(this.#wasm._lesson_widgets()));
  }
  create(id: string): number {
    return this.#must(this.#lend([id], ([at]) => this.#wasm._lesson_create(at!)));
  }
  destroy(widget: number): void {
    this.#wasm._lesson_destroy(widget);
  }
  /** Shows these parts of it alone; "": all. Throws with the parts there are, and changes nothing. */
  showParts(widget: number, parts: string): void {
    this.#must(this.#lend([parts], ([at]) => this.#wasm._lesson_show_parts(widget, at!)));
  }

  state(widget: number): State {
    return JSON.parse(this.#string(this.#wasm._lesson_get_state(widget)));
  }
  /** All or nothing: throws with the field and its range, and changes nothing. */
  setState(widget: number, state: State): void {
    this.#must(this.#lend([JSON.stringify(state)], ([at]) => this.#wasm._lesson_set_state(widget, at!)));
  }
  /** The state as link text; "v1." alone when it is as at first. Throws when it needs too many characters. */
  link(widget: number): string {
    const text = this.#string(this.#wasm._lesson_get_link(widget));
    if (text === "") this.#must(0);
    return text;
  }
  /** Fields the link does not name get their defaults; all or nothing. */
  setLink(widget: number, link: string): void {
    this.#must(this.#lend([link], ([at]) => this.#wasm._lesson_set_link(widget, at!)));
  }
  describe(widget: number): string {
    return this.#string(this.#wasm._lesson_describe(widget));
  }
  csv(widget: number): string {
    return this.#string(this.#wasm._lesson_csv(widget));
  }
  semantics(widget: number): SemanticNode[] {
    return JSON.parse(this.#string(this.#wasm._lesson_semantics(widget)));
  }

  /** Draws; answers the bits of `Frame`. */
  frame(widget: number, width: number, height: number, dpr: number, now: number): number {
    return this.#wasm._lesson_frame(widget, width, height, dpr, now);
  }
  height(widget: number): number {
    return this.#wasm._lesson_height(widget);
  }
  dirty(widget: number): boolean {
    return this.#wasm._lesson_dirty(widget) !== 0;
  }
  /** What the learner asked the page for since the last call. */
  exports(widget: number): Wanted[] {
    return JSON.parse(this.#string(this.#wasm._lesson_exports(widget)) || "[]");
  }
  cursor(widget: number): string {
    return this.#string(this.#wasm._lesson_cursor(widget));
  }
  /** May take the wheel: entered by a click or Enter, left by Escape or loss of focus. */
  entered(widget: number): boolean {
    return this.#wasm._lesson_entered(widget) !== 0;
  }

  pointer(widget: number, kind: PointerKind, x: number, y: number, button: number, touch: boolean): void {
    this.#wasm._lesson_pointer(widget, kind, x, y, button, Number(touch));
  }
  /** True when the widget used it; else the page should scroll. */
  wheel(widget: number, x: number, y: number, dx: number, dy: number, ctrl: boolean): boolean {
    return this.#wasm._lesson_wheel(widget, x, y, dx, dy, Number(ctrl)) !== 0;
  }
  /** True when the widget used it. `mods`: 1 shift, 2 ctrl, 4 alt, 8 meta. */
  key(widget: number, key: string, down: boolean, mods: number): boolean {
    return this.#lend([key], ([at]) => this.#wasm._lesson_key(widget, at!, Number(down), mods)) !== 0;
  }
  focus(widget: number, focused: boolean): void {
    this.#wasm._lesson_focus(widget, Number(focused));
  }
  /** The control whose overlay element has the keyboard; "" for none. */
  focusControl(widget: number, node: string): void {
    this.#lend([node], ([at]) => this.#wasm._lesson_focus_control(widget, at!));
  }
  act(widget: number, node: string, verb: Verb, value = ""): void {
    this.#lend([node, verb, value], ([n, v, x]) => this.#wasm._lesson_act(widget, n!, v!, x!));
  }
  /** Opens a file of which `head` is here: its first `fileHead` bytes, or all. Throws in words. */
  openFile(widget: number, name: string, head: Uint8Array, fileBytes = head.length): void {
    this.#lendBytes(head, (at) =>
      this.#must(this.#lend([name], ([n]) => this.#wasm._lesson_open_file(widget, n!, at, head.length, fileBytes))),
    );
  }
  get fileHead(): number {
    return this.#wasm._lesson_file_head();
  }
  /** What else of its file the widget wants now. */
  wantedPiece(widget: number): FilePiece | undefined {
    const piece = this.#string(this.#wasm._lesson_wanted_piece(widget));
    return piece === "" ? undefined : JSON.parse(piece);
  }
  takePiece(widget: number, at: number, bytes: Uint8Array): void {
    this.#lendBytes(bytes, (address) => this.#wasm._lesson_take_piece(widget, at, address, bytes.length));
  }
  /** The file cannot be read any more; `problem` is what a learner reads. */
  loseFile(widget: number, problem: string): void {
    this.#lend([problem], ([at]) => this.#wasm._lesson_lose_file(widget, at!));
  }

  /** The oldest thing asked of the model since the last call: a run to start, or without `request` one to cancel. */
  takeOrder():
    | { ticket: number; request?: { model: string } & Record<string, unknown>; when_idle?: boolean }
    | undefined {
    const order = this.#string(this.#wasm._lesson_take_order());
    return order === "" ? undefined : JSON.parse(order);
  }
  /** A packet of the run with that ticket; a broken one fails its run, in words that the widgets show. */
  runPacket(ticket: number, bytes: Uint8Array): void {
    this.#lendBytes(bytes, (at) => this.#wasm._lesson_run_packet(ticket, at, bytes.length));
  }
  runFailed(ticket: number, problem: string): void {
    this.#lend([problem], ([at]) => this.#wasm._lesson_run_failed(ticket, at!));
  }
  modelState(available: boolean, loaded: number): void {
    this.#wasm._lesson_model_state(Number(available), loaded);
  }

  setTheme(widget: number, theme: Theme): void {
    this.#must(this.#lend([JSON.stringify(theme)], ([at]) => this.#wasm._lesson_set_theme(widget, at!)));
  }
  contextRestored(): void {
    this.#must(this.#wasm._lesson_context_restored());
  }

  /** Throws the module's own words when the answer is 0. */
  #must(answer: number): number {
    if (answer === 0)
      throw new LessonError(this.#string(this.#wasm._lesson_last_error()) || "The widget refused without a reason.");
    return answer;
  }
  /** Copies the strings into the module for the length of one call. */
  #lend<T>(strings: string[], call: (at: number[]) => T): T {
    const at: number[] = [];
    try {
      for (const text of strings) at.push(this.#copy(text));
      return call(at);
    } finally {
      for (const address of at) this.#wasm._free(address);
    }
  }
  #lendBytes<T>(bytes: Uint8Array, call: (at: number) => T): T {
    const at = this.#room(bytes.length);
    try {
      this.#wasm.HEAPU8.set(bytes, at);
      return call(at);
    } finally {
      this.#wasm._free(at);
    }
  }
  #copy(text: string): number {
    const bytes = this.#encoder.encode(text);
    const at = this.#room(bytes.length + 1);
    this.#wasm.HEAPU8.set(bytes, at);
    this.#wasm.HEAPU8[at + bytes.length] = 0;
    return at;
  }
  /** Where there is none, address 0 comes back, which is the module's own memory. */
  #room(bytes: number): number {
    const at = this.#wasm._malloc(Math.max(1, bytes));
    if (at !== 0) return at;
    throw new LessonError(
      `The figures of this page have no memory left for ${megabytes(bytes)} more: close other tabs, or take a smaller file.`,
    );
  }
  #string(at: number): string {
    if (at === 0) return "";
    const heap = this.#wasm.HEAPU8;
    return this.#decoder.decode(heap.subarray(at, heap.indexOf(0, at)));
  }
}

const megabytes = (bytes: number) => (bytes < 1e6 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(0)} MB`);
