// Which elements are near the window (load them), on screen (draw them) or far away (give their pixels back): observers
// shared by all elements that ask for the same distance.

export interface NearnessListener {
  near(): void;
  far(): void;
  visible(visible: boolean): void;
}

/** Tells of the elements it observes; none where the browser, or a stand-in for one, cannot. */
function observer(tell: (element: Element, inside: boolean) => void, options: object = {}): Observer | undefined {
  if (typeof IntersectionObserver !== "function") return undefined;
  return new IntersectionObserver((entries) => {
    for (const entry of entries) tell(entry.target, entry.isIntersecting);
  }, options);
}
type Observer = Pick<IntersectionObserver, "observe" | "unobserve">;

/** Around the window or around a scrolling box inside the page: two observers, for in one their margins would add up. */
class Around {
  readonly #inside = new Map<Element, Set<string>>();
  readonly #observers: (Observer | undefined)[];

  constructor(margin: string, tell: (element: Element, near: boolean) => void) {
    this.#observers = ["rootMargin", "scrollMargin"].map((which) =>
      observer((element, inside) => tell(element, this.#note(element, which, inside)), { [which]: margin }),
    );
  }
  #note(element: Element, which: string, inside: boolean): boolean {
    const by = this.#inside.get(element) ?? new Set();
    if (inside) by.add(which);
    else by.delete(which);
    return by.size > 0;
  }
  watch(element: Element): void {
    this.#inside.set(element, new Set());
    for (const one of this.#observers) one?.observe(element);
  }
  unwatch(element: Element): void {
    this.#inside.delete(element);
    for (const one of this.#observers) one?.unobserve(element);
  }
}

/** One window's height above and below. */
export const usualMargin = "100% 0px";

export class Nearness {
  readonly #listeners = new Map<Element, NearnessListener>();
  readonly #around = new Map<string, Around>();
  #onScreen: Observer | undefined;

  /** Treats every element as near: all of them are about to be printed. */
  bringAll(): void {
    for (const listener of [...this.#listeners.values()]) listener.near();
  }

  /** `margin`: how far outside the window an element counts as near, as a CSS margin in px or %. */
  watch(element: Element, listener: NearnessListener, margin = usualMargin): void {
    this.unwatch(element);
    this.#listeners.set(element, listener);
    this.#onScreen ??= observer((target, inside) => this.#listeners.get(target)?.visible(inside));
    this.#onScreen?.observe(element);
    this.#aroundBy(margin).watch(element);
    if (this.#onScreen) return;
    listener.visible(true); // nothing tells what is on screen: all of it is
    listener.near();
  }
  unwatch(element: Element): void {
    this.#listeners.delete(element);
    this.#onScreen?.unobserve(element);
    for (const around of this.#around.values()) around.unwatch(element);
  }

  #aroundBy(margin: string): Around {
    let around = this.#around.get(margin);
    if (!around) {
      around = new Around(margin, (element, near) => {
        const listener = this.#listeners.get(element);
        if (near) listener?.near();
        else listener?.far();
      });
      this.#around.set(margin, around);
    }
    return around;
  }
}
