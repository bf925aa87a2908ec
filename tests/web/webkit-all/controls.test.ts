// Hands and keys in WebKit: sliders, Tab, pictures by key, the wheel, a run that is stopped.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { described, expect, focusIn, keys, middleOf, pause, show, stateOf, test } from "./lesson.js";

const steps = "input.slide[aria-label^=Steps]";

test("a slider takes every key, however quick, and its ends", async ({ webkit, open }) => {
  await open();
  await show(webkit, "step-count");
  await focusIn(webkit, "step-count", steps);
  const before = Number((await stateOf(webkit, "step-count")).steps);
  await webkit.press(...Array<string>(10).fill(keys.right));
  const now = async () => Number((await stateOf(webkit, "step-count")).steps);
  await expect.poll(now).toBe(before + 10);
  await webkit.press(keys.home);
  await expect.poll(now).toBe(1);
  await webkit.press(keys.end);
  await expect.poll(now).toBe(100);
});

test("a slider is dragged by the mouse", async ({ webkit, open }) => {
  await open();
  await show(webkit, "step-count");
  const at = await middleOf(webkit, "step-count", steps);
  await webkit.mouse(at, { x: at.x + 40, y: at.y }, { x: at.x + 80, y: at.y });
  await expect.poll(async () => Number((await stateOf(webkit, "step-count")).steps)).toBeGreaterThan(50);
});

test("Tab goes through a figure in the order of its controls, and on", async ({ webkit, open }) => {
  await open();
  await show(webkit, "encoder-shapes");
  const expected = await webkit.run(() => {
    const root = document.querySelector("#encoder-shapes")!.shadowRoot!;
    const all = root.querySelectorAll<HTMLElement & { disabled?: boolean }>(
      "canvas, .overlay :is(button, input, select, [tabindex])",
    );
    return [...all].filter((one) => !one.disabled && one.tabIndex >= 0).map((one) => one.ariaLabel ?? one.localName);
  });
  expect(expected.length).toBeGreaterThan(5);
  await webkit.run(() => document.getElementById("encoder-shapes")!.focus({ preventScroll: true }));
  const seen: string[] = [];
  for (let tabs = 0; tabs < expected.length + 1; tabs++) {
    const label = await webkit.run(() => {
      const one =
        document.activeElement?.id === "encoder-shapes" ? document.activeElement.shadowRoot!.activeElement : null;
      return one?.closest(".foot") ? "out" : one ? (one.ariaLabel ?? one.localName) : "out";
    });
    seen.push(label);
    await webkit.press(keys.tab);
  }
  expect(seen).toEqual([...expected, "out"]);
});

test("a picture is read by the arrow keys, zoomed, and left by Escape", async ({ webkit, open }) => {
  await open();
  await show(webkit, "attention-quadrants");
  const map = await webkit.run(async () => {
    const widget = document.querySelector<LessonWidgetElement>("#attention-quadrants")!;
    widget.state = { source: "untrained" };
    await new Promise((done) => setTimeout(done, 1000));
    return widget.shadowRoot!.querySelector<HTMLElement>(".picture[tabindex]")!.dataset.id!;
  });
  const picture = `.picture[data-id="${map}"]`;
  const told = () =>
    webkit.run((picture) => {
      const one = document.querySelector("#attention-quadrants")!.shadowRoot!.querySelector<HTMLElement>(picture)!;
      return `${one.ariaLabel ?? ""} ${one.ariaDescription ?? ""}`;
    }, picture);
  await focusIn(webkit, "attention-quadrants", picture);
  const entered = () =>
    webkit.run(() => document.querySelector("#attention-quadrants")!.shadowRoot!.querySelector(".entered") !== null);
  const first = await told();
  await webkit.press(keys.right, keys.right);
  await expect.poll(told, "the arrow keys move").not.toBe(first);
  const token = () => stateOf(webkit, "attention-quadrants").then((state) => state.token);
  const before = await token();
  await webkit.press(keys.enter);
  await expect.poll(token, "Enter picks").not.toBe(before);
  const zoom = () => stateOf(webkit, "attention-quadrants").then((state) => Number(state.zoom));
  await webkit.press("+");
  await expect.poll(zoom, "+ zooms").toBeGreaterThan(1);
  await webkit.press("0");
  await expect.poll(zoom, "0 shows all of it").toBe(1);
  await webkit.press(keys.escape);
  await expect.poll(entered, "Escape leaves").toBe(false);
});

test("the wheel is the page's until a map is entered, and again after Escape", async ({ webkit, open }) => {
  await open();
  await show(webkit, "attention-quadrants");
  const at = await middleOf(webkit, "attention-quadrants", ".picture[tabindex]");
  const scrolled = () => webkit.run(() => window.scrollY);
  const moved = async (deltaY: number) => {
    const before = await scrolled();
    await webkit.wheel(at, deltaY);
    await pause(700);
    return Math.abs((await scrolled()) - before);
  };
  expect(await moved(60)).toBeGreaterThan(20);
  await middleOf(webkit, "attention-quadrants", ".picture[tabindex]");
  await webkit.mouse(at);
  await pause(500);
  expect(await moved(-60), "entered").toBeLessThan(2);
  await webkit.press(keys.escape);
  await pause(500);
  expect(await moved(60), "left").toBeGreaterThan(20);
});

test("a run is stopped, says so, and the next one is whole", async ({ webkit, open }) => {
  await open();
  await show(webkit, "pipeline-tracer");
  const press = (name: string) =>
    webkit.run((name) => {
      const buttons = [...document.querySelector("#pipeline-tracer")!.shadowRoot!.querySelectorAll("button")];
      const found = buttons.find((one) => one.ariaLabel === name && !one.disabled);
      found?.click();
      return found !== undefined;
    }, name);
  const said = () => described(webkit, "pipeline-tracer");
  await expect.poll(said, { timeout: 60_000 }).toMatch(/Done in|Press Run/); // another figure's run
  await webkit.run(() => {
    document.querySelector<LessonWidgetElement>("#pipeline-tracer")!.state = { seed: 5, steps: 50 };
  });
  await pause(500);
  expect(await press("Run")).toBe(true);
  await expect.poll(said).toMatch(/Step [1-9]\d* of 50/);
  expect(await press("Stop")).toBe(true);
  await expect.poll(said).toMatch(/Stopped after \d+ steps/);
  expect(await press("Run")).toBe(true);
  await expect.poll(said, { timeout: 60_000 }).toContain("Done in");
});
