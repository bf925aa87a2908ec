// @vitest-environment happy-dom

import { describe, expect, it } from "vitest";
import { browserStore } from "../../../../web/lesson/client/store.js";

describe("browserStore", () => {
  it("keeps values apart by lesson", () => {
    const [a, b] = [browserStore("a"), browserStore("b")];
    a.write("read", ["x"]);
    expect(a.read("read")).toEqual(["x"]);
    expect(b.read("read")).toBeUndefined();
    a.write("read", undefined);
    expect(a.read("read")).toBeUndefined();
  });

  it("shrugs at what it cannot read or write", () => {
    localStorage.setItem("lesson:a:read:1", "{broken");
    expect(browserStore("a").read("read")).toBeUndefined();
    const forbidden = browserStore("a", () => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(forbidden.read("read")).toBeUndefined();
    expect(() => forbidden.write("read", 1)).not.toThrow();
  });
});
