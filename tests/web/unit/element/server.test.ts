// The package's entry where there is no page, and where there is a part of one.

import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});
const load = () => import("../../../../web/package/main.js");

describe("importing the package", () => {
  it("does nothing on a server", async () => {
    expect(Object.keys(await load()).sort()).toEqual(["LessonError", "tinySd3"]);
  });

  it("does not throw in a stand-in for a page that has elements and little else", async () => {
    const defined: string[] = [];
    vi.stubGlobal("HTMLElement", class {});
    vi.stubGlobal("window", { addEventListener() {} });
    vi.stubGlobal("document", { getElementById: () => null, baseURI: "http://localhost/" });
    vi.stubGlobal("location", { hash: "", href: "http://localhost/" });
    vi.stubGlobal("customElements", { get: () => undefined, define: (name: string) => defined.push(name) });
    await load();
    expect(defined.sort()).toEqual(["lesson-question", "lesson-widget"]);
  });
});

describe("where the runtime's files lie", () => {
  it("is worked out when it is needed: the usual folder, what a bundler wrote in, or beside the script", async () => {
    vi.stubGlobal("document", { baseURI: "https://x.test/course/week-1" });
    const { assetsAt, defaultAssets } = await import("../../../../web/element/assets.js");
    expect(defaultAssets()).toBe("https://x.test/lesson-widgets/");
    vi.stubGlobal("__LESSON_WIDGETS_ASSETS__", "/base/figures/");
    expect(defaultAssets()).toBe("https://x.test/base/figures/");
    assetsAt(() => "https://cdn.test/runtime/");
    expect(defaultAssets()).toBe("https://cdn.test/runtime/");
  });
});
