// Text goes in and out of a widget as everywhere in the browser: input methods, copying, keys that are let go elsewhere.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { changeFasterThanFrames } from "../scenario.js";
import { expect, openWidget, settle, stateOf, test } from "./page.js";

test("an input method composes undisturbed, and what it commits is taken", async ({ page }) => {
  const widget = await openWidget(page, "encoder-shapes");
  const prompt = widget.getByRole("textbox").first();
  await prompt.fill("");
  await settle(page);
  const client = await page.context().newCDPSession(page);
  await prompt.focus();
  for (const text of ["つ", "つる", "鶴"])
    await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await settle(page);
  expect((await stateOf(widget)).prompt, "half a word is none").toBe("");
  await expect(prompt, "nothing wrote into the field meanwhile").toHaveValue("鶴");
  await client.send("Input.insertText", { text: "鶴" });
  await expect.poll(async () => (await stateOf(widget)).prompt).toBe("鶴");
});

test("the numbers are copied as a table", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const widget = await openWidget(page, "step-count");
  await widget.locator(".foot summary").click();
  await widget.locator(".foot tbody tr").first().waitFor();
  await widget.evaluate((element) => {
    getSelection()!.selectAllChildren(element.shadowRoot!.querySelector("table")!);
  });
  await page.keyboard.press("Control+c");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [head, first] = copied.split(/\r?\n/);
  expect(head!.split("\t").length).toBeGreaterThan(3);
  expect(first!.split("\t").length).toBe(head!.split("\t").length);
});

test("a key held while the focus goes elsewhere does not stick", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  await widget.evaluate((element) => element.focus());
  await page.keyboard.press("Enter");
  await page.keyboard.down("Shift");
  await page.keyboard.down("ArrowRight");
  await page.evaluate(() => {
    const field = document.createElement("input");
    document.querySelector("main")!.prepend(field);
    field.focus({ preventScroll: true });
  });
  await page.keyboard.up("ArrowRight");
  await page.keyboard.up("Shift");
  await settle(page);
  const before = await stateOf(widget);
  await page.waitForTimeout(800);
  await settle(page);
  expect(await stateOf(widget)).toEqual(before);
  await widget.getByRole("slider", { name: "Steps" }).press("ArrowRight"); // and one step is one step again
  await expect.poll(async () => (await stateOf(widget)).steps).toBe(Number(before.steps) + 1);
});

test("of changes faster than frames the last one counts, in the control and in the widget", async ({ page }) => {
  await openWidget(page, "encoder-shapes");
  const bursts = await page.evaluate(changeFasterThanFrames);
  expect(bursts).toHaveLength(4);
  for (const { control, last, shown, used } of bursts)
    expect({ shown, used }, control).toEqual({ shown: last, used: last });
});

test("keys and presses faster than frames count each, in their order", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  await widget.evaluate((element: LessonWidgetElement) => {
    element.state = { steps: 20 };
  });
  await settle(page);
  const steps = widget.getByRole("slider", { name: "Steps" });
  await steps.evaluate((slider: HTMLInputElement) => {
    const end = performance.now() + 300; // no frame comes while the page is busy
    for (let i = 1; i <= 10; i++) {
      slider.value = String(20 + i);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    while (performance.now() < end);
  });
  await expect.poll(async () => (await stateOf(widget)).steps).toBe(30);
  await expect(steps).toHaveValue("30");
  const states = await widget.evaluate((element: LessonWidgetElement) => {
    const trails = element.shadowRoot!.querySelector<HTMLInputElement>("input[type=checkbox]")!;
    const before = trails.checked;
    for (let i = 0; i < 3; i++) trails.click();
    return { before, after: trails.checked };
  });
  expect(states.after).toBe(!states.before);
  await settle(page);
  expect(await widget.locator("input[type=checkbox]").first().isChecked()).toBe(states.after);
});

test("a script that sets the state after the reader typed has the last word, and reads what was typed", async ({
  page,
}) => {
  const widget = await openWidget(page, "encoder-shapes");
  const read = await widget.evaluate((element: LessonWidgetElement) => {
    const prompt = element.shadowRoot!.querySelector<HTMLInputElement>('input[aria-label="Prompt"]')!;
    prompt.value = "typed";
    prompt.dispatchEvent(new Event("input"));
    const typed = element.state.prompt;
    element.state = { prompt: "scripted" };
    return typed;
  });
  expect(read).toBe("typed");
  await settle(page);
  expect((await stateOf(widget)).prompt).toBe("scripted");
});
