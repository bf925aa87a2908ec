// The element's promises to its page: state, events, links, theme, loading and losing.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { expect, openBlank, openWidget, picture, settle, showWidget, stateOf, test } from "./page.js";

test.describe("state", () => {
  test("is read, set and refused as a whole", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    const before = await stateOf(widget);
    await widget.evaluate((element: LessonWidgetElement) => {
      element.state = { steps: 10 };
    });
    expect(await stateOf(widget)).toEqual({ ...before, steps: 10 });
    const message = await widget.evaluate((element: LessonWidgetElement) => {
      try {
        element.state = { steps: 20, nonsense: 1 };
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toContain("nonsense");
    expect(await stateOf(widget)).toEqual({ ...before, steps: 10 });
    expect(await widget.evaluate((element: LessonWidgetElement) => element.describe())).toContain("10 steps");
  });

  test("changes by the learner are told, with the state", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    await widget.evaluate((element) =>
      element.addEventListener("statechange", (event) => {
        element.dataset.told = JSON.stringify((event as CustomEvent).detail.state);
      }),
    );
    await widget.getByRole("slider", { name: "Steps" }).fill("12");
    await expect(widget).toHaveAttribute("data-told", /"steps":12\b/);
  });

  test("attributes: a good state is used, a bad one is said", async ({ page, site }) => {
    await openBlank(
      page,
      site,
      `<lesson-widget name="step-count" state='{"steps": 7}'></lesson-widget>
       <lesson-widget name="step-count" state='{"steps": 70000}'></lesson-widget>`,
    );
    const [good, bad] = [page.locator("lesson-widget").first(), page.locator("lesson-widget").last()];
    for (const widget of [good, bad])
      await widget.evaluate((element: LessonWidgetElement) => element.ready.then(() => undefined));
    expect((await stateOf(good)).steps).toBe(7);
    await expect(bad.locator(".remark")).toContainText("steps");
  });

  test("parts stand alone, share the page's word, and are refused with those there are", async ({ page, site }) => {
    await openBlank(
      page,
      site,
      `<lesson-widget id="map" name="attention-quadrants" parts="map"></lesson-widget>
       <lesson-widget id="word" name="attention-quadrants" parts="token"></lesson-widget>
       <lesson-widget id="none" name="step-count" parts="errors"></lesson-widget>`,
    );
    for (const widget of await page.locator("lesson-widget").all())
      await widget.evaluate((element: LessonWidgetElement) => element.ready.then(() => undefined));
    const [map, word] = [page.locator("#map"), page.locator("#word")];
    await expect(map.getByRole("group", { name: "Map of all weights" })).toBeAttached();
    await expect(map.getByRole("img", { name: /^Attention map/ })).toBeAttached();
    await expect(map.getByRole("tab")).toHaveCount(0);
    await expect(word.getByRole("img", { name: /^Attention map/ })).toHaveCount(0);
    await word.getByRole("button", { name: "crane" }).click();
    await expect.poll(async () => (await stateOf(word)).token).not.toBe(-1); // the press is taken in a frame
    await expect.poll(async () => (await stateOf(map)).token).toBe((await stateOf(word)).token);
    await expect(word.locator(".words", { hasText: /gives .* of its weight to text/ })).toBeAttached();
    const heights = await page
      .locator("lesson-widget")
      .evaluateAll((all) =>
        all.map((element) => element.shadowRoot!.querySelector<HTMLElement>(".stage")!.offsetHeight),
      );
    expect(heights[0], "a figure, not an instrument").toBeLessThan(1100);
    await expect(page.locator("#none .remark")).toContainText("one or more of runs, error, schedule");
  });

  test("an unknown widget says so", async ({ page, site }) => {
    await openBlank(page, site, `<lesson-widget name="no-such"></lesson-widget>`);
    await expect(page.locator("lesson-widget .notice")).toContainText("no-such");
  });
});

test.describe("links", () => {
  test("open the widget as it was, and show it", async ({ page }) => {
    const widget = await openWidget(page, "step-count", "/#step-count:v1.steps=10");
    expect((await stateOf(widget)).steps).toBe(10);
    expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(500);
  });

  test("follow the learner, stay short, and leave the back button alone", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    const before = await page.evaluate(() => history.length);
    await widget.getByRole("slider", { name: "Steps" }).fill("33");
    await expect.poll(() => page.evaluate(() => location.hash)).toBe("#step-count:v1.steps=33");
    expect(await page.evaluate(() => history.length)).toBe(before);
    await page.reload();
    expect((await stateOf(await showWidget(page, "step-count"))).steps).toBe(33);
  });

  test("with values the widget refuses change nothing and are said", async ({ page }) => {
    const widget = await openWidget(page, "step-count", "/#step-count:v1.steps=100000");
    await expect(widget.locator(".remark")).toContainText("steps");
    expect((await stateOf(widget)).steps).toBe(28);
  });

  test("that are followed within the page are taken on", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    await page.evaluate(() => {
      location.hash = "#step-count:v1.steps=50";
    });
    await expect.poll(async () => (await stateOf(widget)).steps).toBe(50);
  });
});

test.describe("many", () => {
  test("24 widgets share one GL context, and only those on screen draw", async ({ page, site }) => {
    const one = `<div style="height:600px"><lesson-widget name="step-count"></lesson-widget></div>`;
    await openBlank(page, site, one.repeat(24));
    const count = await page.evaluate(async () => {
      const all = [...document.querySelectorAll("lesson-widget")];
      await Promise.all(all.map((element) => element.ready));
      return all.length;
    });
    expect(count).toBe(24);
    await settle(page);
    const held = () =>
      page.evaluate(() => {
        const all = [...document.querySelectorAll("lesson-widget")];
        return all.filter((one) => one.shadowRoot!.querySelector("canvas")!.width > 0).length;
      });
    expect(await held(), "pixels of those that a script has loaded, far from the window").toBeLessThan(12);
    expect(await page.evaluate(() => window.work.glContexts)).toBe(1);
    await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    await settle(page);
    const last = page.locator("lesson-widget").last();
    expect(await last.evaluate((element) => element.shadowRoot!.querySelector("canvas")!.width)).toBeGreaterThan(100);
    expect(
      await page.evaluate(() => document.querySelector("lesson-widget")!.shadowRoot!.querySelector("canvas")!.width),
    ).toBe(0);
  });

  test("a move in the document keeps the widget, a removal ends it, its state comes back", async ({ page, site }) => {
    await openBlank(page, site, `<lesson-widget name="step-count"></lesson-widget><div id="there"></div>`);
    const widget = page.locator("lesson-widget");
    await widget.evaluate(async (element: LessonWidgetElement) => {
      await element.ready;
      element.state = { steps: 9 };
      document.querySelector("#there")!.append(element);
    });
    await expect(widget).toHaveJSProperty("status", "ready");
    expect((await stateOf(widget)).steps).toBe(9);
    await settle(page);
    const after = await page.evaluate(async () => {
      const element = document.querySelector("lesson-widget")!;
      element.remove();
      await new Promise((done) => setTimeout(done, 2500));
      const ended = element.status;
      document.body.append(element);
      await element.ready;
      return { ended, steps: element.state.steps };
    });
    expect(after).toEqual({ ended: "waiting", steps: 9 });
  });
});

test.describe("what goes wrong", () => {
  test("a failed download is said, with a way to try again that brings all widgets back", async ({ page, watch }) => {
    watch.allow(/Failed to load|ERR_FAILED/);
    let failing = true;
    await page.route(/\/runtime\/.*\.wasm/, (route) => (failing ? route.abort() : route.continue()));
    await page.goto("/");
    const [first, second] = [page.locator("lesson-widget").first(), page.locator("lesson-widget").nth(1)];
    for (const widget of [first, second]) {
      await widget.scrollIntoViewIfNeeded();
      await expect(widget.locator(".notice")).toContainText("could not be loaded");
    }
    failing = false;
    // Not by the mouse: scrolling there may bring another widget near, whose load brings this one back by itself.
    await first.getByRole("button", { name: "Try again" }).evaluate((button: HTMLButtonElement) => button.click());
    await expect(first).toHaveJSProperty("status", "ready");
    await expect(second).toHaveJSProperty("status", "ready");
  });

  test("a lost GL context comes back within a second with the state", async ({ page, watch }) => {
    watch.allow(/context lost|CONTEXT_LOST|does not belong to this context/i);
    const widget = await openWidget(page, "encoder-shapes");
    await widget.getByRole("combobox", { name: "Model" }).selectOption({ index: 2 });
    await settle(page);
    const state = await stateOf(widget);
    const before = await picture(widget);
    const ms = await page.evaluate(async () => {
      const loss = window.glCanvas!.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
      const lost = new Promise((done) => window.glCanvas!.addEventListener("webglcontextlost", done, { once: true }));
      loss.loseContext();
      await lost;
      await new Promise((done) => setTimeout(done, 50));
      const start = performance.now();
      const copies = window.work.copies;
      loss.restoreContext();
      while (window.work.copies === copies && performance.now() - start < 5000)
        await new Promise((done) => setTimeout(done, 10));
      return performance.now() - start;
    });
    console.log(`  lost context: drawn again after ${ms.toFixed(0)} ms`);
    expect(ms).toBeLessThan(1000);
    await settle(page);
    expect(await stateOf(widget)).toEqual(state);
    expect((await picture(widget)).hash).toBe(before.hash);
  });

  test("without WebGL 2 or WebAssembly SIMD the page says so honestly, and stays readable", async ({ page }) => {
    await page.addInitScript(() => {
      // @ts-expect-error taken away for the test
      delete window.WebGL2RenderingContext;
    });
    await page.goto("/");
    const widget = page.locator("lesson-widget").first();
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.locator(".notice")).toContainText("WebGL 2");
    await expect(widget.locator(".poster")).toBeVisible();
    await page.addInitScript(() => {
      WebAssembly.validate = () => false;
    });
    await page.reload();
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.locator(".notice")).toContainText("WebAssembly SIMD");
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the lesson reads, answers unfold, figures say what they would show", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("SD3 & Flux");
    await expect(page.locator("lesson-widget .poster").first()).toBeVisible();
    await page.locator("details.answer summary").first().click();
    await expect(page.locator("details.answer").first()).toContainText("the Multimodal Diffusion Transformer");
  });
});

test.describe("theme", () => {
  test("widgets follow the page into the dark and back", async ({ page }) => {
    const widget = await openWidget(page, "encoder-shapes");
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)!.map(Number));
    const choose = (theme: string) =>
      page.evaluate(
        (theme) => document.querySelector<HTMLButtonElement>(`[data-appearance="${theme}"]`)!.click(),
        theme,
      );
    for (const theme of ["dark", "light", "dark"]) {
      await choose(theme);
      await expect.poll(async () => (await picture(widget)).corner).toEqual(await background());
    }
    expect(Math.max(...(await background()))).toBeLessThan(60);
  });
});

test("takes the picture, the numbers and a link away", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const widget = await openWidget(page, "step-count");
  const download = async (name: string) => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      widget.getByRole("button", { name }).press("Enter"),
    ]);
    return file.suggestedFilename();
  };
  expect(await download("Save picture")).toBe("step-count.png");
  expect(await download("Save numbers")).toBe("step-count.csv");
  await widget.getByRole("slider", { name: "Steps" }).fill("40");
  await settle(page);
  await widget.getByRole("button", { name: "Copy link" }).press("Enter");
  await expect(widget.locator(".remark")).toContainText("copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/#step-count:v1\.steps=40$/);
});

test("printing draws every widget, also those off screen", async ({ page }) => {
  await openWidget(page, "step-count");
  await page.evaluate(() => window.scrollTo({ top: 0, behavior: "instant" }));
  await settle(page);
  await page.evaluate(() => {
    window.addEventListener("afterprint", () => {
      const canvases = [...document.querySelectorAll("lesson-widget")].map(
        (e) => e.shadowRoot!.querySelector("canvas")!,
      );
      document.body.dataset.printed = canvases.map((canvas) => canvas.width).join(" ");
    });
  });
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.length).toBeGreaterThan(100_000);
  const widths = (await page.locator("body").getAttribute("data-printed"))!.split(" ").map(Number);
  expect(widths.length).toBe(await page.locator("lesson-widget").count());
  for (const width of widths) expect(width).toBeGreaterThan(100);
});
