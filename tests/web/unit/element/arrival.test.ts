// A link's target stays in place while the page above it grows, and the reader who goes elsewhere is left alone.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { keepAt } from "../../../../web/element/arrival.js";

/** A page whose target lies `above` below its beginning; scrolling to it takes no time. */
class Page extends EventTarget {
  above = 1000;
  scrollY = 0;
  scrolls = 0;
  loading = true;
  performance = { now: () => Date.now() };
  setInterval = (step: () => void, ms: number) => setInterval(step, ms) as unknown as number;
  clearInterval = (id: number) => clearInterval(id);
  readonly target = {
    isConnected: true,
    getBoundingClientRect: () => ({ top: this.above - this.scrollY }),
    scrollIntoView: () => {
      if (this.scrollY !== this.above) this.scrolls++;
      this.scrollY = this.above;
    },
  };
  readonly document = {
    readyState: "complete",
    querySelectorAll: () => [{ status: this.loading ? "loading" : "ready" }],
  };
  keep = () => keepAt(this.target as unknown as Element, this as unknown as Window);
}

describe("arriving by a link", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("follows what grows above, however late while a figure loads, and then rests", () => {
    const page = new Page();
    page.keep();
    expect(page.scrollY).toBe(1000);
    vi.advanceTimersByTime(5000);
    page.above += 863;
    vi.advanceTimersByTime(200);
    expect(page.scrollY).toBe(1863);
    page.loading = false;
    vi.advanceTimersByTime(3000);
    expect(vi.getTimerCount()).toBe(0);
    page.above += 100;
    vi.advanceTimersByTime(1000);
    expect(page.scrollY, "no more once settled").toBe(1863);
  });

  it.each(["wheel", "touchstart", "pointerdown", "keydown", "hashchange"])(
    "leaves the reader alone after %s",
    (type) => {
      const page = new Page();
      page.keep();
      page.dispatchEvent(new Event(type));
      page.above += 500;
      vi.advanceTimersByTime(1000);
      expect(page.scrollY).toBe(1000);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it("takes a scroll bar for the reader, a browser that holds its place for the layout", () => {
    const held = new Page();
    held.keep();
    held.above += 300;
    held.scrollY += 300; // scroll anchoring
    vi.advanceTimersByTime(200);
    held.above += 40;
    vi.advanceTimersByTime(200);
    expect(held.scrollY).toBe(1340);
    const dragged = new Page();
    dragged.keep();
    dragged.scrollY = 200;
    vi.advanceTimersByTime(1000);
    expect(dragged.scrollY).toBe(200);
  });

  it("ends in any case", () => {
    const page = new Page();
    page.keep();
    vi.advanceTimersByTime(31_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
