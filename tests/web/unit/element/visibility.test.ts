// @vitest-environment happy-dom

import { afterEach, describe, expect, it, vi } from "vitest";
import { Nearness } from "../../../../web/element/visibility.js";

class FakeObserver {
  static all: FakeObserver[] = [];
  readonly observed = new Set<Element>();
  constructor(
    readonly tell: (entries: { target: Element; isIntersecting: boolean }[]) => void,
    readonly options: { rootMargin?: string; scrollMargin?: string },
  ) {
    FakeObserver.all.push(this);
  }
  observe = (element: Element) => void this.observed.add(element);
  unobserve = (element: Element) => void this.observed.delete(element);
}
const listener = () => ({ near: vi.fn(), far: vi.fn(), visible: vi.fn() });

afterEach(() => {
  FakeObserver.all = [];
  vi.unstubAllGlobals();
});

describe("Nearness", () => {
  it("never gives one observer both margins: browsers add them up", () => {
    vi.stubGlobal("IntersectionObserver", FakeObserver);
    new Nearness().watch(document.createElement("div"), listener());
    const margins = FakeObserver.all.map(({ options }) => [options.rootMargin, options.scrollMargin]);
    expect(margins).toContainEqual(["100% 0px", undefined]);
    expect(margins).toContainEqual([undefined, "100% 0px"]);
    expect(margins.filter(([root, scroll]) => root && scroll)).toEqual([]);
  });

  it("calls an element near while either observer sees it, far when none does", () => {
    vi.stubGlobal("IntersectionObserver", FakeObserver);
    const [element, heard] = [document.createElement("div"), listener()];
    new Nearness().watch(element, heard, "5px");
    const [byWindow, byBox] = ["rootMargin", "scrollMargin"].map(
      (which) => FakeObserver.all.find(({ options }) => which in options)!,
    );
    const tell = (by: FakeObserver, isIntersecting: boolean) => by.tell([{ target: element, isIntersecting }]);
    tell(byWindow!, true);
    tell(byBox!, false);
    expect([heard.near.mock.calls.length, heard.far.mock.calls.length]).toEqual([2, 0]);
    tell(byWindow!, false);
    expect(heard.far).toHaveBeenCalledOnce();
  });

  it("takes everything for near where nothing can tell", () => {
    vi.stubGlobal("IntersectionObserver", undefined);
    const heard = listener();
    new Nearness().watch(document.createElement("div"), heard);
    expect(heard.near).toHaveBeenCalledOnce();
    expect(heard.visible).toHaveBeenCalledWith(true);
  });
});
