// What goes wrong around a guest is said by name, and got over where it can be.

import type { Locator } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { test, widget } from "./guest.js";
import { expect, stateOf } from "./page.js";

test.describe("what goes wrong", () => {
  const loaded = (shown: Locator) =>
    shown.evaluate(async (element: LessonWidgetElement) => {
      await customElements.whenDefined("lesson-widget");
      return element.ready.then(
        () => "ready",
        (error: Error) => error.message,
      );
    });

  test("files that are missing, damaged or something else: .ready rejects with name and reason, a retry works", async ({
    page,
    open,
    watch,
  }) => {
    watch.allow(/404|Failed to load|MIME|ERR_/);
    let spoil: ((path: string) => { status?: number; contentType?: string; body?: string } | undefined) | undefined;
    await page.route("**/runtime/**", (route) => {
      const spoilt = spoil?.(new URL(route.request().url()).pathname);
      return spoilt ? route.fulfill(spoilt) : route.continue();
    });
    const spoilers = {
      "\\.wasm: the server answered 404": (path: string) => (path.endsWith(".wasm") ? { status: 404 } : undefined),
      "\\.js: the server answered 404": (path: string) => (path.endsWith(".js") ? { status: 404 } : undefined),
      "\\.wasm: a web page came": (path: string) =>
        path.endsWith(".wasm") ? { body: "<!doctype html>" } : undefined,
    };
    for (const [said, how] of Object.entries(spoilers)) {
      spoil = how;
      const shown = await open(widget, { asItIs: true });
      expect(await loaded(shown)).toMatch(new RegExp(`could not be loaded.*${said}`));
      spoil = undefined;
      await shown.getByRole("button", { name: "Try again" }).click();
      await expect(shown).toHaveJSProperty("status", "ready");
    }
  });

  test("one damaged byte is noticed, got over where it was a cache's, else told: in the module and in its glue", async ({
    page,
    open,
    watch,
  }) => {
    watch.allow(/valid digest/);
    for (const ending of [".wasm", ".js"]) {
      const answers: boolean[] = []; // whether each came past caches
      let always = false;
      await page.route(`**/runtime/lesson-web*${ending}*`, async (route) => {
        const past = route.request().url().includes("retry=");
        answers.push(past);
        const response = await route.fetch();
        const body = await response.body();
        if (always || !past) body[100] = body[100]! ^ 1;
        await route.fulfill({ response, body });
      });
      const shown = await open(widget, { asItIs: true });
      expect(await loaded(shown)).toBe("ready");
      expect(answers).toEqual([false, true]);
      always = true;
      const again = await open(widget, { asItIs: true });
      expect(await loaded(again)).toMatch(/lesson-web\S+: \d+ bytes came .* not the ones this page was built with/);
      await page.unroute(`**/runtime/lesson-web*${ending}*`);
    }
  });

  test("a figure 3,000 px below loads nothing, also on the way to the end of a scrolling box", async ({
    page,
    open,
  }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const far = `<div>${"<br>".repeat(180)}</div>`;
    const shown = await open(far + widget, { asItIs: true });
    await page.evaluate(() => customElements.whenDefined("lesson-widget"));
    const top = await shown.evaluate((element) => element.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(3000);
    await page.waitForTimeout(1500);
    expect(asked.filter((url) => url.includes("/runtime/"))).toEqual([]);
    await shown.evaluate((element: LessonWidgetElement) => {
      element.loadingMargin = "100000px 0px";
    });
    await expect(shown).toHaveJSProperty("status", "ready");
  });

  test("a wrong type for WebAssembly is got over", async ({ page, open }) => {
    await page.route("**/*.wasm", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, contentType: "text/plain" });
    });
    expect(await loaded(await open(widget, { asItIs: true }))).toBe("ready");
  });

  test("WebGL 2 that is known but not given is as good as none", async ({ page, open }) => {
    await page.addInitScript(() => {
      const get = HTMLCanvasElement.prototype.getContext as (...args: unknown[]) => unknown;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind === "webgl2" ? null : get.call(this, kind, ...rest);
      } as typeof HTMLCanvasElement.prototype.getContext;
    });
    const recorded =
      "<noscript><img src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>'></noscript>";
    const shown = await open(widget.replace("</p>", `</p>${recorded}`), { asItIs: true });
    expect(await loaded(shown)).toContain("WebGL 2, which this browser lacks or has switched off");
    await expect(shown.locator(".notice img")).toHaveCount(1);
    await expect(shown.getByRole("button", { name: "Try again" })).toHaveCount(0);
  });

  test("a device without room for the module is told so", async ({ page, open }) => {
    await page.addInitScript(() => {
      Object.assign(WebAssembly, { instantiate: () => Promise.reject(new RangeError("Out of memory")) });
    });
    expect(await loaded(await open(widget, { asItIs: true }))).toContain("no room");
  });

  test("a module that stops in its work is told, given back and loaded anew, the state kept", async ({
    page,
    open,
    watch,
  }) => {
    watch.allow(/RuntimeError|unreachable|CONTEXT_LOST|context lost/i);
    await page.addInitScript(() => {
      const draw = WebGL2RenderingContext.prototype.drawElements;
      WebGL2RenderingContext.prototype.drawElements = function (...args) {
        if (document.body.dataset.stop) throw new WebAssembly.RuntimeError("unreachable");
        return draw.apply(this, args);
      };
    });
    const shown = await open(widget.repeat(2).replace('id="w"', 'id="v"'));
    const other = page.locator("lesson-widget").last();
    await shown.evaluate((element: LessonWidgetElement) => {
      element.state = { steps: 11 };
      document.body.dataset.stop = "yes";
    });
    for (const one of [shown, other]) await expect(one.locator(".notice")).toContainText("has stopped");
    await page.evaluate(() => delete document.body.dataset.stop);
    await shown.getByRole("button", { name: "Try again" }).click();
    for (const one of [shown, other]) await expect(one).toHaveJSProperty("status", "ready");
    expect((await stateOf(shown)).steps).toBe(11);
  });

  test("two folders of the same files are one runtime with one GL context", async ({ page, open }) => {
    await open(widget + widget.replace("id=", 'asset-path="/lib/../runtime" id='));
    expect(await page.evaluate(() => window.work.glContexts)).toBe(1);
  });
});

test("back from the back-forward cache it draws and answers", async ({ page, open }) => {
  const shown = await open(widget);
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await shown.getByRole("slider", { name: "Steps" }).fill("12");
  await expect
    .poll(async () => await shown.evaluate((element: LessonWidgetElement) => element.describe()))
    .toContain("12 steps");
});
