// <lesson-widget> in pages that know nothing of this lesson: their layout, their scripts, their frames. The package is
// served as it is built; the page around it is written here and sends no headers of its own.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { serve } from "../../../tools/server.mjs";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { runTheModel } from "../scenario.js";
import { test as base, expect, picture, settle, stateOf } from "./page.js";

const folder = join(import.meta.dirname, "../../../web/dist/package");
const script = '<script type="module" src="/lib/index.js"></script>';
const widget = '<lesson-widget id="w" name="step-count"><p>The step-count slider.</p></lesson-widget>';

interface Written {
  head?: string;
  /** Attributes of <html>. */
  root?: string;
  /** Leaves waiting for the widgets to the test. */
  asItIs?: boolean;
}

const test = base.extend<{ open(body: string, how?: Written): Promise<Locator> }, { site: string }>({
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

const within = (locator: Locator, selector: string) =>
  locator.evaluate((element, selector) => {
    const { left, top, width, height } = element.shadowRoot!.querySelector(selector)!.getBoundingClientRect();
    return { left, top, width, height };
  }, selector);
const make = (page: Page, set: Record<string, string> = { name: "step-count" }) =>
  page.evaluate((set) => {
    const element = document.createElement("lesson-widget");
    for (const [name, value] of Object.entries(set)) element.setAttribute(name, value);
    document.body.append(element);
  }, set);

test.describe("layout", () => {
  const around = {
    "zoom: 1.3": '<div style="zoom: 1.3">',
    "transform: scale(0.8)": '<div style="transform: scale(0.8); transform-origin: 0 0">',
    "a turned-over grid": '<div style="display: grid; direction: rtl">',
  };
  for (const [what, start] of Object.entries(around)) {
    test(`under ${what} the picture fills its place and the pointer lands where it points`, async ({
      page,
      open,
    }) => {
      const shown = await open(`${start}${widget}</div>`);
      const [canvas, stage] = [await within(shown, "canvas"), await within(shown, ".stage")];
      for (const side of ["left", "top", "width", "height"] as const)
        expect(Math.abs(canvas[side] - stage[side]), side).toBeLessThanOrEqual(1);
      const slider = shown.getByRole("slider", { name: "Steps" });
      const box = (await slider.boundingBox())!;
      await page.mouse.click(box.x + box.width * 0.7, box.y + box.height / 2);
      await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(66);
      expect(Number(await slider.inputValue())).toBeLessThan(76);
    });
  }

  const fitting = {
    "a flex row": '<div style="display: flex">',
    "a grid column": '<div style="display: grid; grid-template-columns: auto 1fr">',
    "a float": '<div style="float: left">',
    "a dialog": "<dialog open>",
  };
  for (const [what, start] of Object.entries(fitting)) {
    test(`${what} that fits its content gives it room, and a narrow one makes it narrow`, async ({ page, open }) => {
      const shown = await open(start + widget);
      expect((await within(shown, ".stage")).width).toBeGreaterThan(400);
      await page.setViewportSize({ width: 320, height: 600 });
      await settle(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }

  test("in a page from right to left, keys and fields go as they are drawn", async ({ page, open }) => {
    const shown = await open(widget, { root: 'dir="rtl"' });
    const slider = shown.getByRole("slider", { name: "Steps" });
    await slider.press("ArrowRight");
    await settle(page);
    expect(await slider.inputValue()).toBe("29");
    const align = await shown.getByRole("spinbutton").evaluate((field) => getComputedStyle(field).direction);
    expect(align).toBe("ltr");
  });

  test("a box that scrolls inside the page loads it before it is seen", async ({ open }) => {
    const shown = await open(
      `<div style="height: 400px; overflow: auto"><div style="height: 600px"></div>${widget}`,
      {
        asItIs: true,
      },
    );
    await expect(shown).toHaveAttribute("data-status", "ready");
  });
});

test.describe("colours", () => {
  test("each widget wears those of its own place", async ({ page, open }) => {
    await open(
      `<lesson-widget name="step-count" theme="light"></lesson-widget>
       <section style="--lesson-background: #003300; color-scheme: dark"><lesson-widget name="step-count"></lesson-widget></section>`,
    );
    const [first, second] = [page.locator("lesson-widget").first(), page.locator("lesson-widget").last()];
    await second.scrollIntoViewIfNeeded();
    await settle(page);
    expect((await picture(second)).corner).toEqual([0, 0x33, 0]);
    await first.scrollIntoViewIfNeeded();
    await settle(page);
    expect(Math.min(...(await picture(first)).corner)).toBeGreaterThan(220);
  });

  test("forced colours are worn, and nothing lies twice over the picture", async ({ page, open }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    const shown = await open(widget);
    expect((await picture(shown)).corner).toEqual([0, 0, 0]);
    const seen = await shown.evaluate(
      (element) =>
        [...element.shadowRoot!.querySelectorAll(".overlay .words, .overlay button, .overlay select")].filter(
          (one) => {
            const { color, backgroundColor } = getComputedStyle(one);
            return [color, backgroundColor].some((value) => value !== "rgba(0, 0, 0, 0)");
          },
        ).length,
    );
    expect(seen).toBe(0);
    await page.emulateMedia({ forcedColors: "none", colorScheme: "light" });
    await expect.poll(async () => Math.min(...(await picture(shown)).corner)).toBeGreaterThan(220);
  });
});

test.describe("scripts", () => {
  test("properties set before the code was there are taken up", async ({ page, open }) => {
    await open("", { head: "", asItIs: true });
    const state = await page.evaluate(async () => {
      const element = document.createElement("lesson-widget");
      Object.assign(element, { name: "step-count", state: { steps: 7 } });
      document.body.append(element);
      await import(`${location.origin}/lib/index.js`);
      await element.ready;
      return { steps: element.state.steps, own: Object.keys(element), name: element.getAttribute("name") };
    });
    expect(state).toEqual({ steps: 7, own: [], name: "step-count" });
  });

  test("state: an object or its JSON; all else is refused in words, before and after", async ({ page, open }) => {
    await open("", { asItIs: true });
    const answers = await page.evaluate(async () => {
      await customElements.whenDefined("lesson-widget");
      const element = document.createElement("lesson-widget");
      element.name = "step-count";
      document.body.append(element);
      const set = (value: unknown) => {
        try {
          element.state = value as string;
          return "taken";
        } catch (error) {
          return (error as Error).message;
        }
      };
      const all = [5, [1], "steps", "[1]", null, undefined, '{"steps": 9}'];
      const before = all.map(set);
      await element.ready;
      return { before, after: all.map(set), steps: element.state.steps };
    });
    const said = /^state: expected an object, or its JSON/;
    const taken = /^taken$/;
    for (const list of [answers.before, answers.after])
      expect(list).toEqual([said, said, said, said, taken, taken, taken].map((one) => expect.stringMatching(one)));
    expect(answers.steps).toBe(9);
  });

  test("setting the state tells no statechange, and a page that sets it from one does not run in circles", async ({
    page,
    open,
  }) => {
    const shown = await open(widget);
    await shown.evaluate((element: LessonWidgetElement) => {
      element.addEventListener("statechange", ({ detail }) => {
        element.dataset.told = String(Number(element.dataset.told ?? 0) + 1);
        element.state = detail.state;
      });
      for (let steps = 1; steps <= 100; steps++) element.state = { steps };
    });
    await settle(page);
    expect(await shown.getAttribute("data-told")).toBeNull();
    await shown.getByRole("slider", { name: "Steps" }).fill("12");
    await settle(page);
    expect(await shown.getAttribute("data-told")).toBe("1");
    expect((await stateOf(shown)).steps).toBe(12);
  });

  test("a name that is none is said without a vain retry, and mended by the right one", async ({ page, open }) => {
    await open("", { asItIs: true });
    await make(page, { name: "no-such" });
    const shown = page.locator("lesson-widget");
    await expect(shown.locator(".notice")).toContainText("no-such");
    await expect(shown.getByRole("button", { name: "Try again" })).toHaveCount(0);
    await shown.evaluate((element) => element.setAttribute("name", "step-count"));
    await expect(shown).toHaveAttribute("data-status", "ready");
    await expect(shown.locator(".notice")).toBeEmpty();
  });

  test("a clone is a widget of its own from the start", async ({ open }) => {
    const shown = await open(widget);
    const states = await shown.evaluate(async (element: LessonWidgetElement) => {
      const clone = element.cloneNode(true) as LessonWidgetElement;
      element.after(clone);
      const first = clone.dataset.status;
      await clone.ready;
      return [first, clone.dataset.status];
    });
    expect(states).toEqual(["waiting", "ready"]);
  });

  test("removed while it loads, it is given back", async ({ page, open }) => {
    await open("", { asItIs: true });
    const status = await page.evaluate(async () => {
      await customElements.whenDefined("lesson-widget");
      const element = document.createElement("lesson-widget");
      element.name = "step-count";
      document.body.append(element);
      const loading = element.ready;
      element.remove();
      await loading;
      await new Promise((done) => setTimeout(done, 2500));
      return element.dataset.status;
    });
    expect(status).toBe("waiting");
  });

  test("inside another component's shadow its events still reach the page", async ({ page, open }) => {
    await open("<div id=host></div>", { asItIs: true });
    await page.evaluate(async () => {
      document.addEventListener("statechange", ({ target }) => {
        document.body.dataset.told = (target as Element).id;
      });
      const root = document.querySelector("#host")!.attachShadow({ mode: "open" });
      const element = document.createElement("lesson-widget");
      element.name = "step-count";
      root.append(element);
      await element.ready;
    });
    await page.getByRole("slider", { name: "Steps" }).fill("12");
    await expect(page.locator("body")).toHaveAttribute("data-told", "host");
  });

  test("a link is only offered where the page opens one", async ({ page, open }) => {
    const shown = await open(widget);
    await shown.getByRole("button", { name: "Copy link" }).press("Enter");
    await settle(page);
    await expect(shown.locator(".remark")).toContainText("does not open its figures from links");
  });
});

test.describe("frames", () => {
  test("moved into another document it keeps its looks, its state and its work", async ({ page, open }) => {
    const shown = await open(`${widget}<iframe title="Another" style="width: 700px; height: 500px"></iframe>`);
    await shown.evaluate((element: LessonWidgetElement) => {
      element.state = { steps: 6 };
      document.querySelector("iframe")!.contentDocument!.body.append(element);
    });
    const moved = page.frameLocator("iframe").locator("lesson-widget");
    await expect(moved).toHaveCSS("display", "block");
    await moved.getByRole("slider", { name: "Steps" }).fill("8");
    await expect.poll(async () => (await stateOf(moved)).steps).toBe(8);
    const [canvas, stage] = [await within(moved, "canvas"), await within(moved, ".stage")];
    expect(Math.abs(canvas.width - stage.width)).toBeLessThanOrEqual(1);
  });

  test("in a frame written by the page the model runs, and sharing harms nothing", async ({ page, open }) => {
    const inside = `${script}<lesson-widget id="t" name="pipeline-tracer" share></lesson-widget>`;
    await open(`<iframe title="Written" style="width: 900px; height: 700px" srcdoc='${inside}'></iframe>`, {
      asItIs: true,
    });
    await page.frameLocator("iframe").locator("lesson-widget").waitFor();
    const frame = page.frames()[1]!;
    await frame.evaluate(() => customElements.whenDefined("lesson-widget"));
    expect(await frame.evaluate(runTheModel, 60)).toContain("Done");
  });

  test("in a frame that may not start workers the model says why", async ({ page, open, watch }) => {
    watch.allow(/CORS|ERR_FAILED/);
    await page.route("**/{lib,runtime}/**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": "*" } });
    });
    const inside = `${script}<lesson-widget name="pipeline-tracer"></lesson-widget>`;
    await page.route("**/inside.html", (route) => route.fulfill({ contentType: "text/html", body: inside }));
    await open(
      '<iframe title="Sandboxed" sandbox="allow-scripts" style="width: 900px; height: 700px" src="inside.html"></iframe>',
      { asItIs: true },
    );
    await page.frameLocator("iframe").locator("lesson-widget").waitFor();
    const frame = page.frames()[1]!;
    await frame.evaluate(() => customElements.whenDefined("lesson-widget"));
    expect(await frame.evaluate(runTheModel, 20)).toContain("expected null");
  });
});

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
      "\\.mjs: .*dynamically imported": (path: string) => (path.endsWith(".mjs") ? { status: 404 } : undefined),
      "\\.wasm: .*(magic|end)": (path: string) => (path.endsWith(".wasm") ? { body: "<!doctype html>" } : undefined),
    };
    for (const [said, how] of Object.entries(spoilers)) {
      spoil = how;
      const shown = await open(widget, { asItIs: true });
      expect(await loaded(shown)).toMatch(new RegExp(`could not be loaded.*${said}`));
      spoil = undefined;
      await shown.getByRole("button", { name: "Try again" }).click();
      await expect(shown).toHaveAttribute("data-status", "ready");
    }
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
    for (const one of [shown, other]) await expect(one).toHaveAttribute("data-status", "ready");
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
