// What every browser test stands on: the built site served with its headers, and a watch over the page's
// manners. Any console error, policy violation or request elsewhere fails the test in which it happens.

import { existsSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { test as base, type Locator, type Page } from "@playwright/test";
import { serve } from "../../../tools/server.mjs";
import { runEnded } from "../../../web/build/run-ended.mjs";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";

const site = join(import.meta.dirname, "../../../web/dist/site");

/** Counts what a resting page must not do. */
export interface Work {
  frames: number;
  copies: number;
  glDraws: number;
  glContexts: number;
  /** Animation frames asked for and not yet run. */
  pending: number;
}

export interface Watch {
  /** Messages a test expects; others fail it. */
  allow(pattern: RegExp): void;
}

export const test = base.extend<{ watch: Watch }, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      if (!existsSync(join(site, "index.html")))
        throw new Error("web/dist/site is not built: npm run build --prefix web");
      const server = await serve(site, 0);
      await use(`http://localhost:${server.address().port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use) => use(site),
  watch: [
    async ({ page, site }, use) => {
      const allowed = [/Service Worker registration blocked by Playwright/]; // its own remark; see playwright.config.ts
      const problems: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") problems.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(site) && !/^(data|blob|file):/.test(url)) problems.push(`request elsewhere: ${url}`);
      });
      await page.addInitScript(countWork);
      await use({ allow: (pattern) => allowed.push(pattern) });
      const violations = await page.evaluate(() => window.violations ?? []).catch(() => []);
      const left = [...problems, ...violations].filter(
        (problem) => !allowed.some((pattern) => pattern.test(problem)),
      );
      if (left.length > 0) throw new Error(left.join("\n"));
    },
    { auto: true },
  ],
});
export { expect } from "@playwright/test";

declare global {
  interface Window {
    work: Work;
    violations: string[];
    glCanvas: HTMLCanvasElement | undefined;
  }
}

/** Runs in the page before its own scripts. */
function countWork(): void {
  window.work = { frames: 0, copies: 0, glDraws: 0, glContexts: 0, pending: 0 };
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
  const asked = new Set<number>();
  const request = window.requestAnimationFrame.bind(window);
  const cancel = window.cancelAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => {
    const id = request((now) => {
      asked.delete(id);
      window.work.pending = asked.size;
      window.work.frames++;
      callback(now);
    });
    window.work.pending = asked.add(id).size;
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    asked.delete(id);
    window.work.pending = asked.size;
    cancel(id);
  };
  const copy = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
    window.work.copies++;
    return (copy as (...args: unknown[]) => void).apply(this, args);
  } as typeof copy;
  if (typeof WebGL2RenderingContext === "function") {
    const draw = WebGL2RenderingContext.prototype.drawElements;
    WebGL2RenderingContext.prototype.drawElements = function (...args) {
      window.work.glDraws++;
      return draw.apply(this, args);
    };
  }
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
    const context = (getContext as (...args: unknown[]) => unknown).call(this, kind, ...rest);
    if (kind.startsWith("webgl") && window.glCanvas !== this) {
      window.work.glContexts++;
      window.glCanvas = this;
    }
    return context;
  } as typeof getContext;
}

/** The lesson's instruments, in the order of the page: each widget whole, once, under its own name. */
export const names = [
  "encoder-shapes",
  "readers",
  "attention-quadrants",
  "word-trace",
  "attention-cost",
  "block",
  "step-count",
  "flow-playground",
  "pipeline-tracer",
  "conditioning",
] as const;

/** Opens the lesson and brings one widget into view, ready. */
export async function openWidget(page: Page, id: string, path = "/"): Promise<Locator> {
  await page.goto(path);
  return showWidget(page, id);
}
export async function showWidget(page: Page, id: string): Promise<Locator> {
  const widget = page.locator(`lesson-widget#${id}`);
  await lookAnyway(page, id);
  await widget.evaluate(async (element: LessonWidgetElement) => {
    await element.ready;
    element.scrollIntoView({ block: "start", behavior: "instant" });
  });
  await settle(page);
  await widget.evaluate(runEnded); // it may have begun by itself
  await settle(page);
  return widget;
}

/** Takes the veil off a figure that answers a prediction of the lesson. */
export async function lookAnyway(page: Page, id: string): Promise<void> {
  await page.waitForFunction(
    () => !document.querySelector("article[data-lesson]") || "practice" in document.documentElement.dataset,
  );
  await page.evaluate((id) => {
    document.getElementById(id)?.closest("figure")?.querySelector<HTMLElement>(".veil button")?.click();
  }, id);
}

/** Every figure that is a widget, or parts of one, one after the other. */
export async function showAllWidgets(page: Page): Promise<void> {
  const ids = await page.locator("lesson-widget").evaluateAll((all) => all.map(({ id }) => id));
  for (const id of ids) await showWidget(page, id);
}

/** Waits until nothing is drawn any more: no frame asked for, and none run, for a while. */
export async function settle(page: Page, quiet = 200): Promise<void> {
  await page.evaluate(async (quiet) => {
    const rest = () => new Promise((done) => setTimeout(done, quiet));
    for (let last = -1, tries = 0; (last !== window.work.frames || window.work.pending > 0) && tries < 200; tries++) {
      last = window.work.frames;
      await rest();
    }
  }, quiet);
}

/** Scrolls at once: the page's own scrolling is smooth, and would still be moving when the mouse comes. */
export async function center(locator: Locator): Promise<void> {
  await locator.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
}

/** Polls until the page has scrolled by at least this much in this direction, and says whether it did. */
export async function scrolls(page: Page, act: () => Promise<void>, atLeast: number): Promise<boolean> {
  const at = () => page.evaluate(() => window.scrollY);
  const before = await at();
  await act();
  for (let tries = 0; tries < 200; tries++) {
    const moved = (await at()) - before;
    if (atLeast > 0 ? moved >= atLeast : moved <= atLeast) return true;
    await page.waitForTimeout(50);
  }
  return false;
}

/** A fingerprint of a widget's picture, and its pixel at (1, 1). */
export const picture = (widget: Locator) =>
  widget.evaluate((element) => {
    const canvas = element.shadowRoot!.querySelector("canvas")!;
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const context = copy.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let hash = 0;
    for (let i = 0; i < data.length; i += 4)
      hash = (hash * 31 + data[i]! * 65536 + data[i + 1]! * 256 + data[i + 2]!) | 0;
    return { hash, corner: [...context.getImageData(1, 1, 1, 1).data.slice(0, 3)] };
  });

export const stateOf = (widget: Locator) => widget.evaluate((element: LessonWidgetElement) => element.state);

/** An otherwise empty page with the element on it, under the same headers. */
export async function openBlank(page: Page, site: string, body: string): Promise<void> {
  const index = await (await fetch(`${site}/`)).text();
  const head = /<head>([\s\S]*)<\/head>/.exec(index)![1]!;
  const response = await fetch(`${site}/`, { method: "HEAD" });
  await page.route("**/blank.html", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "Content-Security-Policy": response.headers.get("content-security-policy") ?? "" },
      body: `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`,
    }),
  );
  await page.goto("/blank.html");
}

/**
 * Empty where the page is no wider than the window; else how wide it is, and the elements that reach out and are scrolled
 * by nothing. (`innerWidth` would grow with the page on a phone: the width is the one that the test asked for.)
 */
export const tooWide = (page: Page, width: number): Promise<string[]> =>
  page.evaluate((width) => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= width) return [];
    const scrolls = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
    const out = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement),
    );
    return [`${scrollWidth} px wide`, ...out.slice(0, 10).map((element) => element.outerHTML.slice(0, 100))];
  }, width);

/** What axe finds on the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
}
