import { beforeEach, describe, expect, it, vi } from "vitest";
import { type AddressBar, Sharing } from "../../../../web/element/sharing.js";

class FakeAddress implements AddressBar {
  written: string[] = [];
  constructor(public current = "") {}
  hash = () => this.current;
  href = () => "https://x.test/lesson";
  replace(hash: string) {
    this.current = hash;
    this.written.push(hash);
  }
}

const first = { steps: 28, prompt: "" };

describe("Sharing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("writes once the learner rests, and keeps what the link said of other widgets", () => {
    const address = new FakeAddress("#w1:other:x=1");
    const sharing = new Sharing(address, 100);
    sharing.changed("steps", { ...first, steps: 10 }, first);
    sharing.changed("steps", { ...first, steps: 11 }, first);
    expect(address.written).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(address.written).toEqual(["#w1:other:x=1;steps:steps=11"]);
  });

  it("clears the hash when all is as at first", () => {
    const address = new FakeAddress("#w1:steps:steps=10");
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", first, first);
    vi.advanceTimersByTime(0);
    expect(address.current).toBe("");
  });

  it("keeps the widget just changed when all together are too long, and writes nothing when that is too", () => {
    const address = new FakeAddress(`#w1:other:x=${"y".repeat(180)}`);
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", { ...first, steps: 10 }, first);
    vi.advanceTimersByTime(0);
    expect(address.current).toBe("#w1:steps:steps=10");
    sharing.changed("steps", { steps: 10, prompt: "z".repeat(300) }, first);
    vi.advanceTimersByTime(0);
    expect(address.current).toBe("#w1:steps:steps=10");
  });

  it("links to one widget, to its place when nothing was changed, and not at all when too long", () => {
    const sharing = new Sharing(new FakeAddress());
    expect(sharing.linkTo("steps", { ...first, steps: 9 }, first)).toBe("https://x.test/lesson#w1:steps:steps=9");
    expect(sharing.linkTo("steps", first, first)).toBe("https://x.test/lesson#steps");
    expect(sharing.linkTo("steps", { steps: 1, prompt: "p".repeat(300) }, first)).toBeUndefined();
  });

  it("tells the widgets a followed link names, and only those", () => {
    const address = new FakeAddress();
    const sharing = new Sharing(address);
    const named = vi.fn();
    const other = vi.fn();
    sharing.join("steps", named);
    sharing.join("other", other);
    address.current = "#w1:steps:steps=10";
    sharing.reread();
    address.current = "#section";
    sharing.reread();
    expect(named).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
    expect(sharing.firstLinked).toBe("steps");
  });
});
