// <lesson-widget> in pages that know nothing of this lesson: their layout, their scripts, their frames. The package is
// served as it is built; the page around it is written here and sends no headers of its own.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { serve } from "../../../tools/server.mjs";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { test as base } from "./page.js";

const folder = join(import.meta.dirname, "../../../web/dist/package");
export const script = '<script type="module" src="/lib/index.js"></script>';
export const widget = '<lesson-widget id="w" name="step-count"><p>The step-count slider.</p></lesson-widget>';

interface Written {
  head?: string;
  /** Attributes of <html>. */
  root?: string;
  /** Leaves waiting for the widgets to the test. */
  asItIs?: boolean;
}

export const test = base.extend<{ open(body: string, how?: Written): Promise<Locator> }, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      if (!existsSync(join(folder, "lib")))
        throw new Error("web/dist/package is not built: npm run build --prefix web");
      const server = await serve(folder, 0);
      await use(`http://localhost:${server.address().port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: "worker" },
  ],
  open: async ({ page }, use) => {
    await use(async (body, { head = script, root = "", asItIs = false } = {}) => {
      const html = `<!doctype html><html lang="en" ${root}><head><meta charset="utf-8"><title>A course</title>
        <link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
      await page.route("**/course.html", (route) =>
        route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
      );
      await page.goto("/course.html");
      const all = page.locator("lesson-widget");
      if (asItIs) return all.first();
      await page.evaluate(() => customElements.whenDefined("lesson-widget"));
      await all.evaluateAll((elements: LessonWidgetElement[]) =>
        Promise.all(elements.map((one) => one.ready.then(() => {}))),
      );
      return all.first();
    });
  },
});

/** Rectangle of a part of the element's shadow tree, in the window. */
export const within = (locator: Locator, selector: string) =>
  locator.evaluate((element, selector) => {
    const { left, top, width, height } = element.shadowRoot!.querySelector(selector)!.getBoundingClientRect();
    return { left, top, width, height };
  }, selector);
/** As a script of the page makes one. */
export const make = (page: Page, set: Record<string, string> = { name: "step-count" }) =>
  page.evaluate((set) => {
    const element = document.createElement("lesson-widget");
    for (const [name, value] of Object.entries(set)) element.setAttribute(name, value);
    document.body.append(element);
  }, set);
