// A widget's place on the page in device pixels: how large to draw, and the copy into its own 2-D canvas.

import { magnification, type TextSize, textSizeOf } from "./magnify.js";
import type { Size } from "./types.js";

export class CanvasSurface {
  readonly #canvas: HTMLCanvasElement;
  readonly #stage: HTMLElement;
  readonly #overlay: HTMLElement;
  #context: CanvasRenderingContext2D | null = null;
  #deviceWidth = 0;
  #cssHeight = 0;
  #ratio = 1; // device pixels in one of the stage's CSS pixels
  #scale = 1; // CSS pixels in one of the widget's
  #textSize = textSizeOf(0);

  /** `overlay`: of controls, placed in the widget's pixels. */
  constructor(stage: HTMLElement, canvas: HTMLCanvasElement, overlay: HTMLElement) {
    this.#stage = stage;
    this.#canvas = canvas;
    this.#overlay = overlay;
  }

  /** What the picture's letters are to be beside the page's. True when that is news. */
  wear(textSize: TextSize): boolean {
    const same = textSize.text === this.#textSize.text;
    this.#textSize = textSize;
    return this.#rescale() || !same;
  }
  #rescale(): boolean {
    const before = this.#scale;
    this.#scale = magnification(this.#textSize, this.#deviceWidth / this.#ratio);
    return this.#scale !== before;
  }

  /** The stage's exact device pixels where the observer knows them. True when the width or the ratio changed. */
  resized(entry?: ResizeObserverEntry): boolean {
    const view = this.#stage.ownerDocument.defaultView ?? window;
    const { currentCSSZoom: zoom = 1 } = this.#stage as { currentCSSZoom?: number };
    const ratio = (view.devicePixelRatio || 1) * browserZoom(view) * zoom;
    // As laid out: the bounding rectangle would have the page's transforms in it.
    const about = (Number.parseFloat(view.getComputedStyle(this.#stage).width) || 0) * ratio;
    const exact = entry?.devicePixelContentBoxSize?.[0]?.inlineSize;
    // Where a browser only pretends to another ratio (its device mode), the exact pixels are those of the real one.
    const width = exact && Math.abs(exact - about) < 2 ? exact : Math.round(about);
    if (width === this.#deviceWidth && ratio === this.#ratio) return false;
    this.#deviceWidth = width;
    this.#ratio = ratio;
    this.#rescale();
    return true;
  }

  measure(): Size | undefined {
    if (this.#deviceWidth === 0) this.resized();
    if (this.#deviceWidth === 0) return undefined;
    const height = this.#cssHeight || this.#stage.clientHeight || 400;
    const dpr = this.#ratio * this.#scale;
    return { width: this.#deviceWidth / dpr, height: Math.max(1, Math.round(height * this.#ratio)) / dpr, dpr };
  }

  /** True when the stage's height changes by it. `height`: in the widget's pixels. */
  setHeight(height: number): boolean {
    const rounded = Math.ceil(height * this.#scale);
    if (rounded === this.#cssHeight) return false;
    this.#cssHeight = rounded;
    this.#stage.style.height = `${rounded}px`;
    return true;
  }

  /** Copies the top left corner of `source`; the canvas keeps it until the next copy, also for printing. */
  present(source: CanvasImageSource, { width, height, dpr }: Size): void {
    const w = Math.round(width * dpr);
    const h = Math.round(height * dpr);
    if (this.#canvas.width !== w) this.#canvas.width = w;
    if (this.#canvas.height !== h) this.#canvas.height = h;
    this.#canvas.style.width = `${width * this.#scale}px`;
    this.#canvas.style.height = `${height * this.#scale}px`;
    this.#spread();
    this.#context ??= this.#canvas.getContext("2d");
    if (!this.#context) return;
    this.#context.globalCompositeOperation = "copy";
    this.#context.drawImage(source, 0, 0, w, h, 0, 0, w, h);
  }

  /** Lays the controls over their drawn twins, with letters of the same size. */
  #spread(): void {
    const { style } = this.#overlay;
    const share = `${100 / this.#scale}%`;
    if (style.width !== share) style.width = style.height = share;
    style.transform = this.#scale === 1 ? "" : `scale(${this.#scale})`;
    style.fontSize = `${this.#textSize.text}px`;
  }

  /** Gives the pixels back; the next frame brings them again. */
  release(): void {
    this.#canvas.width = this.#canvas.height = 0;
  }

  /** Widget coordinates of a point in the window, also when the page is zoomed or transformed. */
  locate(clientX: number, clientY: number): { x: number; y: number } {
    const box = this.#canvas.getBoundingClientRect();
    const scale = (box.width > 0 ? this.#canvas.offsetWidth / box.width : 1) / this.#scale;
    return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
  }
}

/** WebKit's ratio of pixels leaves out the zoom that the reader has set in the browser; its window tells it. */
export function browserZoom(view: Window): number {
  const { vendor } = view.navigator;
  const framed = view !== view.parent; // a frame's size says nothing of the zoom
  if (framed || !/^Apple/.test(vendor) || !view.outerWidth || !view.innerWidth) return 1;
  const zoom = view.outerWidth / view.innerWidth;
  return zoom > 1.05 && zoom < 5.2 ? zoom : 1; // window borders and scroll bars are less
}
