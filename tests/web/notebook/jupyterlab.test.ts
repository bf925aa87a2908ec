// The widget where people work: in JupyterLab, its kernel behind it; and in a page that a notebook was exported to, with
// neither kernel nor network.

import { pathToFileURL } from "node:url";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { Jupyter, python } from "./jupyter.js";

const test = base.extend<object, { jupyter: Jupyter }>({
  jupyter: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      const jupyter = new Jupyter();
      await use(jupyter);
      await jupyter.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
});
test.skip(!python, "LESSON_NOTEBOOK_PYTHON names no Python with JupyterLab and the wheel (tools/notebook_python)");
test.describe.configure({ timeout: 300_000 });

const described = (widget: Locator) => widget.evaluate((element: LessonWidgetElement) => element.describe());
const ready = (page: Page) => page.locator("lesson-widget:state(ready)").first();

/** As the second exercise leaves it; then by keyboard one head further: what the figure says of both. */
async function changeHead(widget: Locator): Promise<[string, string]> {
  await widget.scrollIntoViewIfNeeded();
  await expect.poll(() => described(widget)).toMatch(/head \d+ of \d+/);
  const before = await described(widget);
  const head = widget.getByRole("slider", { name: /^Head/ });
  await head.focus();
  await head.press(/head 1 of/.test(before) ? "ArrowRight" : "ArrowLeft");
  await expect.poll(() => described(widget)).not.toBe(before);
  return [before, await described(widget)];
}
const headIn = (words: string) => Number(/head (\d+) of/.exec(words)![1]);

test("in JupyterLab a notebook runs, its widget comes from the kernel, and both know what the learner changes", async ({
  page,
  jupyter,
}) => {
  const address = new URL(await jupyter.start());
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(http|ws)/.test(protocol) && host !== address.host) elsewhere.push(request.url());
  });
  await page.setViewportSize({ width: 1280, height: 1100 });
  await page.goto(`${address.origin}/lab/tree/${jupyter.notebook}${address.search}`);
  await expect(page.locator(".jp-MarkdownCell h1").first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page
    .getByRole("menuitem", { name: /^Run All Cells/ })
    .first()
    .click();
  const widget = ready(page);
  await widget.waitFor({ state: "attached", timeout: 180_000 });

  const [before, after] = await changeHead(widget);
  expect(before).toContain("crane");
  expect(before).toMatch(/text \(CLIP \d+, T5 \d+\) and \d+ image tokens/);
  expect(before).toContain("(block "); // its name in the model
  expect(Math.abs(headIn(after) - headIn(before))).toBe(1);
  await page.screenshot({ path: "../.cache/playwright/jupyterlab.png" });

  const asked = page.locator(".jp-CodeCell").last();
  await asked.locator(".cm-content").click();
  await page.keyboard.press("Shift+Enter");
  const said = asked.locator(".jp-OutputArea-output");
  await expect(said).toContainText(`KERNEL ${headIn(after) - 1} `);
  await expect(said).toContainText(after.slice(0, 60));
  await expect(said).toContainText("ROWS [['quadrant', 'text reads text'");
  expect(elsewhere.filter((url) => !/jupyter\.org|lab\/api/.test(url))).toEqual([]);
});

test("an exported page holds the widget alive, without kernel and network, and a picture where no script runs", async ({
  browser,
  jupyter,
}) => {
  const file = pathToFileURL(jupyter.export("lesson")).href;
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  await context.route(/^https?:/, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.goto(file);
  const widget = ready(page);
  await widget.waitFor({ state: "attached", timeout: 60_000 });
  const [before, after] = await changeHead(widget);
  expect(Math.abs(headIn(after) - headIn(before))).toBe(1);
  await widget.screenshot({ path: "../.cache/playwright/exported.png" });
  expect(asked.filter((url) => /anywidget|jupyter-widgets|lesson/.test(url))).toEqual([]);
  await context.close();

  const still = await browser.newContext({ javaScriptEnabled: false });
  const plain = await still.newPage();
  await plain.goto(file);
  const picture = plain.locator("lesson-widget img").first();
  await picture.scrollIntoViewIfNeeded();
  await expect(picture).toBeVisible();
  expect(await picture.getAttribute("alt")).toContain("crane");
  expect((await picture.boundingBox())!.width).toBeGreaterThan(200);
  await still.close();
});
