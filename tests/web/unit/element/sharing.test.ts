import { beforeEach, describe, expect, it, vi } from "vitest";
import { type AddressBar, Sharing } from "../../../../web/element/sharing.js";

const lesson = "https://x.test/lesson";

class FakeAddress implements AddressBar {
  written: string[] = [];
  constructor(
    public hash = "",
    readonly page = lesson,
    readonly ids = ["section"],
  ) {}
  href = () => this.page + this.hash;
  names = (id: string) => this.ids.includes(id);
  replace(href: string) {
    this.written.push(href);
    this.hash = href.startsWith(this.page) ? href.slice(this.page.length) : href;
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
    expect(address.written).toEqual([`${lesson}#other:v1.x=1&steps:v1.steps=11`]);
  });

  it("clears the hash when all is as at first", () => {
    const address = new FakeAddress("#steps:v1.steps=10");
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", "");
    vi.advanceTimersByTime(0);
    expect(address.hash).toBe("");
  });

  it("keeps the widget just changed when all together are too long, and drops what no link can hold", () => {
    const address = new FakeAddress(`#other:v1.x=${"y".repeat(180)}`);
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", "v1.steps=10");
    vi.advanceTimersByTime(0);
    expect(address.hash).toBe("#steps:v1.steps=10");
    sharing.changed("steps", undefined);
    vi.advanceTimersByTime(0);
    expect(address.hash).not.toContain("steps");
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
    address.hash = "#steps:v1.steps=10";
    sharing.reread();
    address.hash = "#section";
    sharing.reread();
    expect(named).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
    expect(sharing.firstLinked).toBe("steps");
    expect(sharing.linked("steps")).toBe("v1.steps=10");
  });

  it("writes whole addresses, which no <base> turns into another page's", () => {
    const address = new FakeAddress("", "https://x.test/deep/page?q=1");
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", "v1.steps=10");
    vi.advanceTimersByTime(0);
    expect(address.written).toEqual(["https://x.test/deep/page?q=1#steps:v1.steps=10"]);
  });

  it.each(["#/course/3", "#!/course/3?tab=2", "#slide-7"])(
    "leaves a hash that is the page's own as it is: %s",
    (route) => {
      const address = new FakeAddress(route);
      const sharing = new Sharing(address, 0);
      sharing.changed("steps", "v1.steps=10");
      vi.advanceTimersByTime(0);
      expect(new URL(address.written[0]!).hash).toBe(route);
      const link = sharing.linkTo("steps", "v1.steps=9")!;
      expect(new URL(link).hash).toBe(route);
      const opened = new Sharing({ href: () => link, replace: () => {}, names: () => false });
      expect(opened.linked("steps")).toBe("v1.steps=9");
      sharing.changed("steps", "");
      vi.advanceTimersByTime(0);
      expect(address.written.at(-1)).toBe(lesson + route);
    },
  );

  it("takes the place of an anchor", () => {
    const address = new FakeAddress("#section");
    const sharing = new Sharing(address, 0);
    sharing.changed("steps", "v1.steps=10");
    vi.advanceTimersByTime(0);
    expect(address.hash).toBe("#steps:v1.steps=10");
  });
});
