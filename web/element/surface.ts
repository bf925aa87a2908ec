// A widget's place on the page in device pixels: how large to draw, and the copy into its own 2-D canvas.

import type { Size } from "./types.js";

export class CanvasSurface {
  readonly #canvas: HTMLCanvasElement;
  readonly #stage: HTMLElement;
  #context: CanvasRenderingContext2D | null = null;
  #deviceWidth = 0;
  #cssHeight = 0;
  #ratio = 1; // device pixels in one of the stage's CSS pixels

  constructor(stage: HTMLElement, canvas: HTMLCanvasElement) {
    this.#stage = stage;
    this.#canvas = canvas;
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
    return true;
  }

  measure(): Size | undefined {
    if (this.#deviceWidth === 0) this.resized();
    if (this.#deviceWidth === 0) return undefined;
    const height = this.#cssHeight || this.#stage.clientHeight || 400;
    return {
      width: this.#deviceWidth / this.#ratio,
      height: Math.max(1, Math.round(height * this.#ratio)) / this.#ratio,
      dpr: this.#ratio,
    };
  }

  /** True when the stage's height changes by it. */
  setHeight(height: number): boolean {
    const rounded = Math.ceil(height);
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
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    this.#context ??= this.#canvas.getContext("2d");
    if (!this.#context) return;
    this.#context.globalCompositeOperation = "copy";
    this.#context.drawImage(source, 0, 0, w, h, 0, 0, w, h);
  }

  /** Gives the pixels back; the next frame brings them again. */
  release(): void {
    this.#canvas.width = this.#canvas.height = 0;
  }

  /** Widget coordinates of a point in the window, also when the page is zoomed or transformed. */
  locate(clientX: number, clientY: number): { x: number; y: number } {
    const box = this.#canvas.getBoundingClientRect();
    const scale = box.width > 0 ? this.#canvas.offsetWidth / box.width : 1;
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
