// Which elements are near the window (load them), on screen (draw them) or far away (give their pixels back):
// one pair of observers for all of them.

export interface NearnessListener {
  near(): void;
  far(): void;
  visible(visible: boolean): void;
}

export class Nearness {
  readonly #listeners = new Map<Element, NearnessListener>();
  readonly #onScreen: IntersectionObserver;
  readonly #around: IntersectionObserver;

  /** `margin`: how far outside the window an element counts as near, as a CSS margin. */
  constructor(margin = "100% 0px") {
    this.#onScreen = new IntersectionObserver((entries) => {
      for (const entry of entries) this.#listeners.get(entry.target)?.visible(entry.isIntersecting);
    });
    this.#around = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const listener = this.#listeners.get(entry.target);
          if (entry.isIntersecting) listener?.near();
          else listener?.far();
        }
      },
      { rootMargin: margin, scrollMargin: margin } as IntersectionObserverInit, // scrolling boxes inside the page, too
    );
  }

  /** Treats every element as near: all of them are about to be printed. */
  bringAll(): void {
    for (const listener of [...this.#listeners.values()]) listener.near();
  }

  watch(element: Element, listener: NearnessListener): void {
    this.#listeners.set(element, listener);
    this.#onScreen.observe(element);
    this.#around.observe(element);
  }
  unwatch(element: Element): void {
    this.#listeners.delete(element);
    this.#onScreen.unobserve(element);
    this.#around.unobserve(element);
  }
}
