// A guest's manners: listens on the widget's own stage only, leaves the wheel and the swipe to the page until
// the learner has entered, and never takes Tab, function keys or anything with Ctrl or Meta.

import { Pointer, type PointerKind } from "./border.js";
import { Pinch } from "./pinch.js";

/** The widget as far as input goes. */
export interface InputPort {
  pointer(kind: PointerKind, x: number, y: number, button: number, touch: boolean): void;
  wheel(x: number, y: number, dx: number, dy: number): boolean;
  key(key: string, down: boolean, mods: number): boolean;
  focus(focused: boolean): void;
  entered(): boolean;
  cursor(): string;
}

/** Where the stage's points lie in the widget. */
export interface Locator {
  locate(clientX: number, clientY: number): { x: number; y: number };
}

const lineHeight = 16;
const touchClickWithin = 700; // milliseconds
const functionKey = /^F\d+$/;

export class Input {
  readonly #stage: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #locator: Locator;
  readonly #port: InputPort;
  readonly #signal: AbortSignal;
  #held: number | undefined; // pointer id of the press under way
  #pressed = false; // a press was the widget's: the click that follows is not news
  #afterwards: ReturnType<typeof setTimeout> | undefined;
  #entered = false;
  #focused = false;
  readonly #pinch = new Pinch();

  /** Listens until `signal` is aborted. */
  constructor(stage: HTMLElement, canvas: HTMLCanvasElement, locator: Locator, port: InputPort, signal: AbortSignal) {
    this.#stage = stage;
    this.#canvas = canvas;
    this.#locator = locator;
    this.#port = port;
    this.#signal = signal;
    const on = <T extends keyof HTMLElementEventMap>(type: T, hear: (event: HTMLElementEventMap[T]) => void) =>
      stage.addEventListener(type, hear, { signal });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", () => this.#cancel());
    on("pointerleave", () => this.#left());
    for (const type of ["click", "input", "change"])
      stage.addEventListener(type, (event) => this.#quieten(event), { capture: true, signal });
    on("keydown", (event) => this.#key(event, true));
    on("keyup", (event) => this.#key(event, false));
    on("focusin", () => this.#focusChanged(true));
    on("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node) || !stage.contains(event.relatedTarget)) this.#focusChanged(false);
    });
    signal.addEventListener("abort", () => this.#end());
  }

  /** Overlay controls that the browser moved during a press have to show the widget's word again. */
  afterPress: () => void = () => {};
  /** What a press asks of the browser has to be asked before its click is over. */
  answerNow: () => void = () => {};

  /** After events and frames: the widget says whether it is entered and which cursor it wants. */
  sync(): void {
    const entered = this.#port.entered();
    this.#stage.style.cursor = this.#port.cursor();
    if (entered === this.#entered) return;
    this.#entered = entered;
    this.#stage.classList.toggle("entered", entered);
    // Listening only now leaves scrolling to the browser's compositor before.
    if (entered) this.#stage.addEventListener("wheel", this.#wheel, { passive: false, signal: this.#signal });
    else this.#stage.removeEventListener("wheel", this.#wheel);
  }

  #down(event: PointerEvent): void {
    const port = this.#port;
    if (event.button !== 0 || isNative(event.target)) return;
    if (this.#entered && event.pointerType === "touch") this.#pinch.down(event.pointerId, point(event));
    if (this.#pinch.active) port.pointer(Pointer.leave, 0, 0, 0, true); // no press, no drag: two fingers zoom
    if (!event.isPrimary) return;
    this.#held = event.pointerId;
    this.#pressed = true;
    this.#stage.setPointerCapture(event.pointerId);
    this.#focusChanged(true);
    this.#send(port, Pointer.move, event);
    this.#send(port, Pointer.down, event);
    this.sync();
  }
  #move(event: PointerEvent): void {
    const port = this.#port;
    const pinched = this.#pinch.move(event.pointerId, point(event));
    if (pinched) {
      const { x, y } = this.#locator.locate(pinched.at.x, pinched.at.y);
      port.wheel(x, y, 0, pinched.dy);
    }
    if (this.#pinch.active || !event.isPrimary || (this.#held === undefined && isNative(event.target))) return;
    this.#send(port, Pointer.move, event);
    this.sync();
  }
  #up(event: PointerEvent): void {
    const port = this.#port;
    const pinching = this.#pinch.active;
    this.#pinch.up(event.pointerId);
    if (event.pointerId !== this.#held) return;
    if (pinching) {
      this.#cancel();
      return;
    }
    this.#held = undefined;
    this.#send(port, Pointer.up, event);
    if (event.pointerType === "touch") port.pointer(Pointer.leave, 0, 0, 0, true);
    this.sync();
    // A mouse's click comes with its release, a finger's some time after it.
    clearTimeout(this.#afterwards);
    this.#afterwards = setTimeout(() => this.#pressOver(), event.pointerType === "mouse" ? 0 : touchClickWithin);
  }
  #pressOver(): void {
    clearTimeout(this.#afterwards);
    this.#pressed = false;
    this.afterPress();
  }
  #cancel(): void {
    this.#pinch.clear();
    this.#held = undefined;
    this.#pressed = false;
    this.#left();
  }
  /** Also comes after every touch, before its click. */
  #left(): void {
    if (this.#held === undefined) this.#port.pointer(Pointer.leave, 0, 0, 0, false);
  }
  #send(port: InputPort, kind: PointerKind, event: PointerEvent): void {
    const { x, y } = this.#locator.locate(event.clientX, event.clientY);
    port.pointer(kind, x, y, 0, event.pointerType !== "mouse");
  }

  /** Overlay controls under the pointer would act a second time: the widget has had the press already. */
  #quieten(event: Event): void {
    if (!this.#pressed || isNative(event.target)) return;
    const byKeyOrReader = event.type === "click" && (event as MouseEvent).detail === 0;
    if (byKeyOrReader) return;
    event.stopImmediatePropagation();
    if (event.type !== "click") {
      this.afterPress(); // the browser's own idea of where the slider is does not stand
      return;
    }
    event.preventDefault();
    this.answerNow(); // whatever it hit: the stage has captured the pointer, and with it the click
    if (this.#held === undefined) setTimeout(() => this.#pressOver()); // once the browser has put the control back
  }

  #wheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey) return; // the browser's zoom
    const unit = event.deltaMode === 1 ? lineHeight : event.deltaMode === 2 ? this.#stage.clientHeight : 1;
    const { x, y } = this.#locator.locate(event.clientX, event.clientY);
    if (this.#port.wheel(x, y, event.deltaX * unit, event.deltaY * unit)) event.preventDefault();
  };

  #key(event: KeyboardEvent, down: boolean): void {
    if (event.isComposing || event.key === "Tab" || functionKey.test(event.key)) return;
    if (down && (event.ctrlKey || event.metaKey)) return; // releases always arrive, so no key sticks
    // Keys belong to the control that has the focus; Escape leaves from anywhere.
    if (event.target !== this.#canvas && event.key !== "Escape") return;
    const mods = Number(event.shiftKey) + 4 * Number(event.altKey);
    if (this.#port.key(event.key, down, mods)) event.preventDefault();
    this.sync();
  }

  #end(): void {
    clearTimeout(this.#afterwards);
    this.#stage.style.cursor = "";
    this.#stage.classList.remove("entered");
  }

  #focusChanged(focused: boolean): void {
    if (focused === this.#focused) return;
    this.#focused = focused;
    this.#port.focus(focused);
    this.sync();
  }
}

const point = (event: PointerEvent) => ({ x: event.clientX, y: event.clientY });

/** Lists and fields are the browser's own, pointer and all. */
function isNative(target: EventTarget | null): boolean {
  return target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.className === "field");
}
