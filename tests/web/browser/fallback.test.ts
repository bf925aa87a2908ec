// Where the figures cannot run: the text, what was recorded of them, labelled so, and an honest word.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordingName } from "../../../web/build/recording-name.mjs";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { expect, test } from "./page.js";

const folder = join(import.meta.dirname, "../../../web/public/recorded");

test("the recorded pictures are of the widgets as they are now", async ({ page }) => {
  const recorded = JSON.parse(readFileSync(join(folder, "states.json"), "utf8"));
  await page.goto("/");
  const now = await page.locator("lesson-widget").evaluateAll(async (elements: LessonWidgetElement[]) => {
    const states: Record<string, unknown> = {};
    for (const element of elements) states[`${element.name} ${element.parts}`] = (await element.ready).state;
    return states;
  });
  const named = Object.entries(now).map(([shown, state]) => {
    const [name, ...parts] = shown.split(" ");
    return [recordingName({ name: name!, parts: parts.join(" ") }), state];
  });
  expect(recorded, "if not: npm run record").toEqual(Object.fromEntries(named));
});

const lacking = {
  "WebGL 2": () => {
    // @ts-expect-error taken away for the test
    delete window.WebGL2RenderingContext;
  },
  "WebAssembly SIMD": () => {
    WebAssembly.validate = () => false;
  },
};
for (const [what, take] of Object.entries(lacking)) {
  test(`without ${what}: a picture labelled as recorded, and why`, async ({ page }) => {
    await page.addInitScript(take);
    await page.goto("/");
    for (const widget of await page.locator("lesson-widget").all()) {
      await widget.scrollIntoViewIfNeeded();
      await expect(widget.locator(".notice")).toContainText(what);
      await expect(widget.locator(".notice figcaption")).toContainText("Recorded");
      const picture = widget.locator(".notice img");
      await expect(picture).toBeVisible();
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
      await expect(widget.getByRole("button", { name: "Try again" })).toHaveCount(0);
    }
  });
}

test("readers who can run the figures download no recorded picture", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/");
  await page.locator("lesson-widget").first().scrollIntoViewIfNeeded();
  await expect(page.locator("lesson-widget").first()).toHaveJSProperty("status", "ready");
  expect(asked.filter((url) => url.includes("recorded"))).toEqual([]);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("pictures labelled as recorded, with their words and numbers", async ({ page }) => {
    await page.goto("/");
    for (const widget of await page.locator("lesson-widget").all()) {
      await widget.scrollIntoViewIfNeeded();
      await expect(widget.locator(".recording .badge")).toHaveText("recorded");
      const box = await widget.locator(".recording img").boundingBox();
      expect(box?.width).toBeGreaterThan(300);
      expect(box?.height).toBeGreaterThan(100);
      await expect(widget.locator(".recorded .badge")).toHaveText("recorded");
      // A small figure has its words; the numbers stand with the instrument of which it is a part.
      if (!(await widget.getAttribute("parts"))) await expect(widget.locator(".recorded table")).toBeVisible();
    }
  });
});
