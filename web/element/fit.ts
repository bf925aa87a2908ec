// A figure in less room than it needs: where its page or an ancestor leaves it less height, in whatever units, it scrolls
// inside, and one press shows the whole of it over the page.

import { actionButton, type View } from "./view.js";

export class Fit {
  readonly #host: HTMLElement;
  readonly #view: View;
  readonly #close = actionButton("Close", () => this.#over(false));

  constructor(host: HTMLElement, view: View, signal: AbortSignal) {
    this.#host = host;
    this.#view = view;
    this.#close.className = "close";
    view.more.addEventListener("click", () => this.#over(true), { signal });
    view.fit.addEventListener("toggle", (event) => this.#toggled(event as ToggleEvent), { signal });
    const sizes = new ResizeObserver(() => this.#look());
    for (const part of [host, host.parentElement, view.stage, view.foot]) if (part) sizes.observe(part);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      this.#over(false);
      view.more.hidden = true;
    });
  }

  #look(): void {
    const { fit, more } = this.#view;
    if (this.#open) return;
    // Asked as laid out: a height may come from the element, its row or its column. Where the page gives the element
    // another display than its own, what is inside does not give way by itself.
    fit.style.maxHeight = "";
    const room = this.#host.clientHeight;
    if (room > 0 && fit.offsetHeight > room + 1) fit.style.maxHeight = `${room}px`;
    const limited = fit.scrollHeight > fit.clientHeight + 1 || getComputedStyle(this.#host).maxHeight !== "none";
    fit.classList.toggle("limited", limited);
    more.hidden = !limited || fit.scrollHeight <= fit.clientHeight + 1;
  }

  get #open(): boolean {
    return this.#view.fit.popover === "auto";
  }

  /** In the page's top layer, where nothing lies above it; its own place is kept for it. */
  #over(open: boolean): void {
    const { fit, place } = this.#view;
    if (open === this.#open) return;
    if (!open) {
      fit.hidePopover(); // the rest follows as when Escape closes it
      return;
    }
    if (typeof fit.showPopover !== "function") {
      fit.classList.remove("limited"); // an older browser: in its place
      return;
    }
    place.style.height = `${fit.offsetHeight}px`;
    fit.style.maxHeight = "";
    fit.popover = "auto";
    fit.prepend(this.#close);
    fit.showPopover();
    this.#close.focus();
  }

  #toggled({ newState }: ToggleEvent): void {
    if (newState !== "closed" || !this.#open) return;
    const { fit, place, more } = this.#view;
    fit.popover = null;
    this.#close.remove();
    place.style.height = "";
    this.#look();
    more.focus({ preventScroll: true });
  }
}
