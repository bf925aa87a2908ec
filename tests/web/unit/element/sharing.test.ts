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

describe("Sharing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("writes once the learner rests, and keeps what the link said of other widgets", () => {
    const address = new FakeAddress("#other:v1.x=1");
    const sharing = new Sharing(address, 100);
    sharing.changed("steps", "v1.steps=10");
    sharing.changed("steps", "v1.steps=11");
    expect(address.written).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(address.written).toEqual(["#other:v1.x=1&steps:v1.steps=11"]);
  });

  it("clears the hash when all is as at first", () => {
    const address = new FakeAddress("#steps:v1.steps=10");
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", "");
    vi.advanceTimersByTime(0);
    expect(address.current).toBe("");
  });

  it("keeps the widget just changed when all together are too long, and drops what no link can hold", () => {
    const address = new FakeAddress(`#other:v1.x=${"y".repeat(180)}`);
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", "v1.steps=10");
    vi.advanceTimersByTime(0);
    expect(address.current).toBe("#steps:v1.steps=10");
    sharing.changed("steps", undefined);
    vi.advanceTimersByTime(0);
    expect(address.current).not.toContain("steps");
  });

  it("links to one widget, to its place when nothing was changed, and not at all when too long", () => {
    const sharing = new Sharing(new FakeAddress());
    expect(sharing.linkTo("steps", "v1.steps=9")).toBe("https://x.test/lesson#steps:v1.steps=9");
    expect(sharing.linkTo("steps", "")).toBe("https://x.test/lesson#steps");
    expect(sharing.linkTo("steps", undefined)).toBeUndefined();
    expect(sharing.linkTo("steps", `v1.p=${"p".repeat(300)}`)).toBeUndefined();
  });

  it("tells the widgets a followed link names, and only those", () => {
    const address = new FakeAddress();
    const sharing = new Sharing(address);
    const named = vi.fn();
    const other = vi.fn();
    sharing.join("steps", named);
    sharing.join("other", other);
    address.current = "#steps:v1.steps=10";
    sharing.reread();
    address.current = "#section";
    sharing.reread();
    expect(named).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
    expect(sharing.firstLinked).toBe("steps");
    expect(sharing.linked("steps")).toBe("v1.steps=10");
  });
});
