// The built lesson in WebKit, and what a reader finds on it. Functions that run in the page use nothing from outside.

import { join } from "node:path";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { dist, served } from "../webkit/served.js";
import { test as base, type Point, type WebKit } from "../webkit/webkit.js";

export const keys = {
  tab: "\uE004",
  enter: "\uE007",
  escape: "\uE00C",
  end: "\uE010",
  home: "\uE011",
  left: "\uE012",
  right: "\uE014",
};

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** The site is served for each test anew; `open` waits for what comes after the page's own scripts. */
export const test = base.extend<{ origin: string; open(path?: string): Promise<void> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
  origin: async ({}, use) => {
    await served(join(dist, "site"), (origin) => use(origin));
  },
  open: async ({ webkit, origin }, use) => {
    await use(async (path = "/") => {
      await webkit.open(origin + path);
      await webkit.run(async () => {
        for (let tries = 0; tries < 200 && !("practice" in document.documentElement.dataset); tries++)
          await new Promise((done) => setTimeout(done, 100));
      });
    });
  },
});
export { expect } from "@playwright/test";

/** Brings a figure into view, uncovered, ready and drawn. */
export const show = (webkit: WebKit, id: string) =>
  webkit.run(async (id) => {
    const widget = document.getElementById(id) as LessonWidgetElement;
    widget.closest("figure")?.querySelector<HTMLElement>(".veil button")?.click();
    await widget.ready;
    for (let times = 0; times < 3; times++) {
      widget.scrollIntoView({ block: "start", behavior: "instant" }); // what is above it loads, too
      await new Promise((done) => setTimeout(done, 500));
    }
  }, id);

export const stateOf = (webkit: WebKit, id: string) =>
  webkit.run((id) => (document.getElementById(id) as LessonWidgetElement).state, id);
export const described = (webkit: WebKit, id: string) =>
  webkit.run((id) => (document.getElementById(id) as LessonWidgetElement).describe(), id);

/** The middle of a figure's control, brought into the middle of the window. */
export async function middleOf(webkit: WebKit, id: string, selector: string): Promise<Point> {
  const middle = await webkit.run(
    async (id, selector) => {
      const control = document.getElementById(id)!.shadowRoot!.querySelector(selector);
      if (!control) return undefined;
      control.scrollIntoView({ block: "center", behavior: "instant" });
      await new Promise((done) => setTimeout(done, 400));
      const { left, top, width, height } = control.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    },
    id,
    selector,
  );
  if (!middle) throw new Error(`${id} has no ${selector}`);
  return middle;
}

/** Gives the focus to a figure's control, by script. */
export async function focusIn(webkit: WebKit, id: string, selector: string): Promise<void> {
  const focused = await webkit.run(
    (id, selector) => {
      const root = document.getElementById(id)!.shadowRoot!;
      const control = root.querySelector<HTMLElement>(selector);
      control?.focus({ preventScroll: true });
      return control !== null && root.activeElement === control;
    },
    id,
    selector,
  );
  if (!focused) throw new Error(`${selector} of ${id} does not take the focus`);
}
