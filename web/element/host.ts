// Draws every widget of the page through the one GL canvas, and only when one of them has something new:
// no timer and no animation frame runs while all are clean, off screen or hidden.

import type { Border } from "./border.js";
import { Frame, type Size } from "./types.js";

/** A place on the page where one widget appears. */
export interface Surface {
  readonly widget: number;
  /** On screen, and worth drawing. */
  readonly visible: boolean;
  /** The size to draw at; undefined while it has none (display: none). */
  measure(): Size | undefined;
  /** The content's height in CSS pixels is now this. True when that changes the size to draw at. */
  setHeight(height: number): boolean;
  /** `source` holds the picture in its top left corner for the length of this call. */
  present(source: CanvasImageSource, size: Size): void;
  /** After a frame: bits of `Frame`. */
  framed(flags: number): void;
  /** The page's colours may be others now. */
  dress(): void;
  /** The module has stopped for good. */
  broken(error: unknown): void;
}

/** The browser's clock and frames; injected in tests. */
export interface FrameServices {
  request(callback: (now: number) => void): number;
  cancel(id: number): void;
  now(): number;
  after(milliseconds: number, callback: () => void): void;
}
export const browserFrames: FrameServices = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (id) => cancelAnimationFrame(id),
  now: () => performance.now(),
  after: (milliseconds, callback) => void setTimeout(callback, milliseconds),
};

/** Browsers that give a lost context back do so within a second or two. */
const patience = 10_000;

export class Host {
  readonly #border: Border;
  readonly #canvas: HTMLCanvasElement;
  readonly #frames: FrameServices;
  /** Surfaces and whether each is asked to draw. */
  readonly #surfaces = new Map<Surface, boolean>();
  #scheduled = 0;
  #lost = false;
  #losses = 0; // a patience that has run out is that of one loss, not of a later one
  #ended = false; // nothing is ever drawn any more
  #waiting: { yes(): void; no(reason: unknown): void }[] = [];
  #pageHidden = false;
  /** Called after every frame of a widget: it may have asked for something. */
  afterFrame: (widget: number) => void = () => {};
  /** Called once, when the module has stopped (out of memory, a bug); gives what all surfaces are told. */
  onBroken: (error: unknown) => unknown = (error) => error;
  /** Called once, when the context does not come back; gives what all surfaces are told. */
  onLost: () => unknown = () => new Error("the context is lost");

  constructor(border: Border, canvas: HTMLCanvasElement, frames: FrameServices = browserFrames) {
    this.#border = border;
    this.#canvas = canvas;
    this.#frames = frames;
    border.onStopped = (error) => this.#break(error);
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault(); // asks for the context back
      this.#lost = true;
      this.#stop();
      const loss = ++this.#losses;
      frames.after(patience, () => {
        if (this.#lost && this.#losses === loss && !this.#ended) this.#end(this.onLost());
      });
    });
    canvas.addEventListener("webglcontextrestored", () => {
      if (this.#ended) return;
      this.#lost = false;
      this.#border.contextRestored();
      this.wakeAll();
      for (const { yes } of this.#waiting.splice(0)) yes();
    });
  }

  /** Resolves when something can be drawn; rejects with what the surfaces are told when that will not be. */
  drawable(): Promise<void> {
    if (!this.#lost) return Promise.resolve();
    return new Promise((yes, no) => this.#waiting.push({ yes, no }));
  }

  add(surface: Surface): void {
    this.#surfaces.set(surface, true);
    this.#schedule();
  }
  remove(surface: Surface): void {
    this.#surfaces.delete(surface);
    if (!this.#busy()) this.#stop();
  }
  /** Draw this one at the next chance. */
  wake(surface: Surface): void {
    if (!this.#surfaces.has(surface)) return;
    this.#surfaces.set(surface, true);
    this.#schedule();
  }
  wakeAll(): void {
    for (const surface of this.#surfaces.keys()) this.#surfaces.set(surface, true);
    this.#schedule();
  }
  /** Something has made widgets dirty from outside: draw those that are. */
  news(): void {
    this.#schedule();
  }
  setPageHidden(hidden: boolean): void {
    this.#pageHidden = hidden;
    if (hidden) this.#stop();
    else this.#schedule();
  }

  /** Draws at once, visible or not: the first picture of a widget, and before printing. */
  drawNow(surface: Surface, now = this.#frames.now()): void {
    if (this.#lost) return;
    try {
      this.#draw(surface, now);
      this.afterFrame(surface.widget);
    } catch (error) {
      if (!this.#ended) throw error; // else every figure has been told
    }
  }

  #draw(surface: Surface, now: number): void {
    let size = surface.measure();
    if (!size) return;
    this.#surfaces.set(surface, false);
    let flags = 0;
    // A new height means another layout; the second frame settles it.
    for (let pass = 0; pass < 3; pass++) {
      const answer = this.#border.frame(surface.widget, size.width, size.height, size.dpr, now);
      flags = (flags & ~Frame.again) | answer;
      if (!(answer & Frame.heightChanged)) break;
      if (!surface.setHeight(this.#border.height(surface.widget))) break;
      size = surface.measure() ?? size;
    }
    if (flags & Frame.drawn) surface.present(this.#canvas, size);
    if (flags & Frame.again && this.#surfaces.has(surface)) this.#surfaces.set(surface, true);
    surface.framed(flags);
  }

  /** Nothing can be asked of the module any more; another may be loaded, with a context of its own. */
  #break(error: unknown): void {
    if (this.#ended) return;
    this.#end(this.onBroken(error));
    this.#canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #end(told: unknown): void {
    const surfaces = [...this.#surfaces.keys()];
    this.#surfaces.clear();
    this.#ended = this.#lost = true;
    this.#stop();
    for (const surface of surfaces) surface.broken(told);
    for (const { no } of this.#waiting.splice(0)) no(told);
  }

  dressAll(): void {
    for (const surface of this.#surfaces.keys()) surface.dress();
  }
  /** For printing: also what is off screen. */
  drawAll(): void {
    for (const surface of [...this.#surfaces.keys()]) this.drawNow(surface);
  }

  #schedule(): void {
    if (this.#scheduled === 0 && !this.#lost && !this.#pageHidden && this.#busy()) {
      this.#scheduled = this.#frames.request((now) => this.#tick(now));
    }
  }
  #stop(): void {
    if (this.#scheduled !== 0) this.#frames.cancel(this.#scheduled);
    this.#scheduled = 0;
  }
  #tick(now: number): void {
    this.#scheduled = 0;
    for (const [surface, wanted] of [...this.#surfaces]) {
      if (this.#surfaces.has(surface) && this.#wants(surface, wanted)) this.drawNow(surface, now);
    }
    this.#schedule(); // one widget's news (a token chosen) may have made its neighbours dirty
  }
  #busy(): boolean {
    for (const [surface, wanted] of this.#surfaces) if (this.#wants(surface, wanted)) return true;
    return false;
  }
  #wants(surface: Surface, wanted: boolean): boolean {
    return surface.visible && (wanted || this.#border.dirty(surface.widget));
  }
}
