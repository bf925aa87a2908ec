// @vitest-environment happy-dom

import { beforeAll, describe, expect, it, vi } from "vitest";
import { recordedWidget, recordingName } from "../../../../web/build/recording-name.mjs";
import { defineElementClass, type LessonWidgetElement } from "../../../../web/element/lesson-widget.js";
import { Overlay } from "../../../../web/element/overlay/overlay.js";
import { LessonError } from "../../../../web/element/types.js";
import { Nearness } from "../../../../web/element/visibility.js";
import { node } from "./fakes.js";

const calls: string[] = [];
const figure = {
  state: {},
  showParts(parts: string) {
    calls.push(parts);
    if (parts === "maps") throw new LessonError("parts: there is no such part (expected map, token, got 'maps').");
  },
  enter() {},
  leave() {},
  draw() {},
  release() {},
  end: () => ({}),
};

beforeAll(() => {
  const runtime = { get: async () => ({ show: () => figure, drawable: async () => {} }), onLoaded: () => () => {} };
  const sharing = { join: () => () => {}, linked: () => undefined };
  const services = { runtime, sharing, nearness: new Nearness(), disposeAfter: 1 };
  customElements.define("lesson-widget", defineElementClass(services as never));
});

async function shown(attributes: Record<string, string>): Promise<LessonWidgetElement> {
  calls.length = 0;
  const element = document.createElement("lesson-widget") as LessonWidgetElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element.ready;
}

describe("parts of a widget", () => {
  it("are shown as the attribute says, before the first drawing, and follow it", async () => {
    const element = await shown({ name: "attention-quadrants", parts: "map token" });
    expect(calls).toEqual(["map token"]);
    element.parts = "map";
    element.removeAttribute("parts");
    expect(calls).toEqual(["map token", "map", ""]);
    expect(element.parts).toBe("");
    element.remove();
  });

  it("are not asked for where all of it is shown", async () => {
    (await shown({ name: "attention-quadrants" })).remove();
    expect(calls).toEqual([]);
  });

  it("that there are none of are said with those that there are; the figure lives", async () => {
    const element = await shown({ name: "attention-quadrants" });
    const errors = vi.fn();
    element.addEventListener("error", errors);
    element.parts = "maps";
    expect(element.shadowRoot!.querySelector(".remark")!.textContent).toBe(
      "Not used: parts: there is no such part (expected map, token, got 'maps').",
    );
    expect(errors).toHaveBeenCalledOnce();
    expect(element.status).toBe("ready");
    element.remove();
  });
});

describe("the overlay", () => {
  it("puts what belongs to one part into that part's group, and what several share beside them", () => {
    const root = document.createElement("div");
    const overlay = new Overlay(
      root,
      () => {},
      () => {},
    );
    const parentOf = (id: string) => root.querySelector(`[data-id="${id}"]`)!.parentElement;
    overlay.update([
      node({ id: "Step", role: "slider", part: "map token" }),
      node({ id: "part:map", role: "group", name: "Map of all weights" }),
      node({ id: "Zoom in", role: "button", part: "map" }),
      node({ id: "Tab", role: "group", part: "map" }),
      node({ id: "Tab/Cut", role: "button", part: "map" }),
    ]);
    const group = root.querySelector('[data-id="part:map"]');
    expect(group?.getAttribute("aria-label")).toBe("Map of all weights");
    expect(parentOf("Step")).toBe(root);
    expect(parentOf("Zoom in")).toBe(group);
    expect(parentOf("Tab")).toBe(group);
    expect(parentOf("Tab/Cut")).toBe(root.querySelector('[data-id="Tab"]'));
    overlay.update([node({ id: "Zoom in", role: "button" })]);
    expect(parentOf("Zoom in")).toBe(root);
  });
});

describe("recordings", () => {
  it("are kept by widget and parts", () => {
    expect(recordingName({ name: "step-count" })).toBe("step-count");
    expect(recordingName({ name: "step-count", parts: " error,schedule " })).toBe("step-count.error-schedule");
    expect(recordedWidget("step-count.error-schedule")).toBe("step-count");
  });
});
