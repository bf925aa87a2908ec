// @vitest-environment happy-dom

import { beforeAll, describe, expect, it, vi } from "vitest";
import { defineElementClass, type LessonWidgetElement } from "../../../../web/element/lesson-widget.js";
import type { RuntimeProvider } from "../../../../web/element/runtime.js";
import { Nearness } from "../../../../web/element/visibility.js";

const get = vi.fn((_element: HTMLElement) => new Promise<never>(() => {}));
const runtime: RuntimeProvider = { get, onLoaded: () => () => {} };
const sharing = { join: () => () => {}, linked: () => undefined };

beforeAll(() => {
  const services = { runtime, sharing: sharing as never, nearness: new Nearness(), disposeAfter: 1 };
  customElements.define("lesson-widget", defineElementClass(services));
});

function make(attributes: Record<string, string> = {}): LessonWidgetElement {
  const element = document.createElement("lesson-widget") as LessonWidgetElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
const remark = (element: Element) => element.shadowRoot!.querySelector(".remark")!.textContent;

describe("<lesson-widget> as frameworks use it", () => {
  it("has its attributes as properties, either way, and loses one with null", () => {
    const element = make({ "asset-path": "/figures/", theme: "dark" });
    expect([element.assetPath, element.theme, element.share]).toEqual(["/figures/", "dark", false]);
    Object.assign(element, { theme: "light", loadingMargin: "10px", share: true, label: null });
    expect(element.getAttributeNames().sort()).toEqual(["asset-path", "loading-margin", "share", "theme"]);
    Object.assign(element, { theme: null, share: false });
    expect(element.getAttributeNames().sort()).toEqual(["asset-path", "loading-margin"]);
  });

  it("takes no offence at what a server writes for an object, and takes the object that follows", () => {
    const element = make({ state: "[object Object]" });
    const errors = vi.fn();
    element.addEventListener("error", errors);
    element.state = { steps: 3 };
    expect([remark(element), element.state, errors.mock.calls]).toEqual(["", { steps: 3 }, []]);
  });

  it("takes back what it said of a refused state once it has a good one", () => {
    const element = make({ state: "{steps" });
    expect(remark(element)).toContain("Not used: state");
    element.state = { steps: 3 };
    expect(remark(element)).toBe("");
  });

  it("writes nothing onto itself that a server had not written, where browsers have states for that", () => {
    const states = new Set<string>();
    HTMLElement.prototype.attachInternals = () => ({ states }) as never;
    const element = make({ name: "step-count", loading: "eager" });
    document.body.append(element);
    void element.ready.catch(() => {});
    expect([...states]).toEqual(["loading"]);
    expect(element.getAttributeNames()).toEqual(["name", "loading"]);
    element.remove();
  });

  it("loads at once where it is told to, after the page's scripts have said what they say", async () => {
    get.mockClear();
    const element = make({ name: "step-count", loading: "eager" });
    document.body.append(element);
    element.setAttribute("loading", "lazy");
    element.setAttribute("loading", "eager"); // as of an element that was in the page before its code
    expect(get).not.toHaveBeenCalled();
    await new Promise((done) => setTimeout(done));
    expect(get).toHaveBeenCalledWith(element);
    element.remove();
  });
});
