// Which colours each widget wears: those of its own place on the page, a dark section or a theme attribute included;
// on paper, those of paper.

import type { Border } from "./border.js";
import { type TextSize, textSizeOf } from "./magnify.js";
import { looksOf, sameTheme } from "./theme.js";
import type { Theme } from "./types.js";
import type { View } from "./view.js";

export class Dressing {
  readonly #border: Border;
  readonly #worn = new Map<number, Theme>();
  #textSize: TextSize | undefined;
  /** About to be printed. */
  paper = false;

  constructor(border: Border) {
    this.#border = border;
  }

  /** Text sizes are looked at anew. */
  renew(): void {
    this.#textSize = undefined;
  }

  /** True when `widget`, which stands at `element`, has other colours now. */
  dress(widget: number, element: HTMLElement, view: View): boolean {
    view.palette.classList.toggle("paper", this.paper);
    const {
      theme: own,
      autoDark,
      textSize,
    } = looksOf(view.palette, element.isConnected ? element : document.documentElement);
    for (const part of [view.stage, view.remark, view.foot]) part.classList.toggle("auto-dark", autoDark);
    // One size for all: each size takes an atlas of letters of its own.
    this.#textSize ??= textSize;
    const theme = { ...own, text_px: this.#textSize.text };
    const before = this.#worn.get(widget);
    if (before && sameTheme(before, theme)) return false;
    this.#worn.set(widget, theme);
    this.#border.setTheme(widget, theme);
    return true;
  }

  /** The page's, as they were looked at last. */
  get textSize(): TextSize {
    return this.#textSize ?? textSizeOf(0);
  }

  forget(widget: number): void {
    this.#worn.delete(widget);
  }
}
