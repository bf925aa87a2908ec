// Files larger than memory, files that are none, and a module that has no memory left: what a page says, and what lives on.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { test, widget } from "./guest.js";
import { held, look } from "./heap.js";
import { expect, names, settle } from "./page.js";

const viewer = '<lesson-widget id="q" name="attention-quadrants"></lesson-widget>';

/** In the page: files of any size whose bytes are made when they are read. */
async function makeFiles(page: import("@playwright/test").Page): Promise<void> {
  await page.addInitScript(() => {
    const file = (name: string, size: number, fill: (bytes: Uint8Array, at: number) => void) => ({
      name,
      size,
      arrayBuffer: () => Promise.reject(new Error("nobody has room for the whole")),
      slice: (from = 0, to = size) => ({
        arrayBuffer: async () => {
          const bytes = new Uint8Array(Math.min(to, size) - from);
          fill(bytes, from);
          return bytes.buffer;
        },
      }),
    });
    /** Half floats of `blocks` blocks, one head of 64 a block beside 23 others, as SD3 Medium has them at 1024 pixels. */
    const capture = (name: string, blocks: number, tokens: number, width = 1536) => {
      const one = tokens * width * 2;
      const header: Record<string, unknown> = {
        __metadata__: { format: "lesson-attention-1", heads: String(width / 64), text_tokens: "333" },
      };
      for (let i = 0; i < 2 * blocks; i++)
        header[`block.${i >> 1}.${i % 2 ? "k" : "q"}`] = {
          dtype: "F16",
          shape: [tokens, width],
          data_offsets: [i * one, (i + 1) * one],
        };
      const text = new TextEncoder().encode(JSON.stringify(header));
      const head = new Uint8Array(8 + text.length);
      new DataView(head.buffer).setUint32(0, text.length, true);
      head.set(text, 8);
      return file(name, head.length + 2 * blocks * one, (bytes, at) => {
        for (let i = 0; i < bytes.length; i++) {
          const place = at + i;
          if (place < head.length) bytes[i] = head[place]!;
          else bytes[i] = (place - head.length) % 2 ? 0x34 : (place * 7919) & 0xff; // halves between 0.25 and 0.5
        }
      });
    };
    const letters = (name: string, size: number) => file(name, size, (bytes) => bytes.fill(97));
    Object.assign(window, { files: { capture, letters } });

    const { grow } = WebAssembly.Memory.prototype;
    WebAssembly.Memory.prototype.grow = function (pages) {
      if (document.body.dataset.full) throw new RangeError("failed to grow memory");
      return grow.call(this, pages);
    };
  });
}

interface Files {
  capture(name: string, blocks: number, tokens: number): never;
  letters(name: string, size: number): never;
}
const open = (shown: import("@playwright/test").Locator, kind: keyof Files, name: string, ...sizes: number[]) =>
  shown.evaluate(
    (element: LessonWidgetElement, [kind, name, ...sizes]) =>
      element
        .open(
          (window as unknown as { files: Record<string, (...a: unknown[]) => never> }).files[kind as string]!(
            name,
            ...sizes,
          ),
        )
        .then(
          () => "opened",
          (error: Error) => error.message,
        ),
    [kind, name, ...sizes] as (string | number)[],
  );
const described = (shown: import("@playwright/test").Locator) =>
  shown.evaluate((element: LessonWidgetElement) => element.describe());

test.beforeEach(({ page }) => makeFiles(page));

test("a capture of 650 MB is looked into piece by piece, beside a figure that lives", async ({ page, open: put }) => {
  const quadrants = await put(viewer + widget);
  expect(await open(quadrants, "capture", "sd3.safetensors", 24, 4429)).toBe("opened");
  await expect.poll(() => described(quadrants), { timeout: 90_000 }).toMatch(/333 text and 4.?096 image tokens/);
  await expect
    .poll(() => quadrants.evaluate((element: LessonWidgetElement) => element.numbers().length), { timeout: 90_000 })
    .toBeGreaterThan(4);
  expect(await described(page.locator("#w"))).toContain("steps");
});

test("a file of one letter, however large, is refused in a sentence and costs nothing", async ({
  page,
  open: put,
}) => {
  const quadrants = await put(viewer + widget);
  const before = await described(quadrants);
  for (const size of [10, 200_000_000, 3_000_000_000]) {
    const said = await open(quadrants, "letters", "a.txt", size);
    expect(said).toContain("a.txt");
    expect(said).not.toMatch(/Aborted|assert|RangeError|undefined/i);
    expect(said.length).toBeLessThan(300);
  }
  expect((await described(quadrants)).startsWith(before), "what was on show stays").toBe(true);
  expect(await described(page.locator("#w"))).toContain("steps");
});

test("with no memory left a figure says so; if the module dies of it, states and files come back in a new one", async ({
  page,
  open: put,
  watch,
}) => {
  watch.allow(/RuntimeError|Aborted|CONTEXT_LOST|context lost|failed to grow/i);
  const quadrants = await put(viewer + widget);
  const steps = page.locator("#w");
  expect(await open(quadrants, "capture", "small.safetensors", 2, 400)).toBe("opened");
  await steps.evaluate((element: LessonWidgetElement) => {
    element.state = { steps: 11 };
    document.body.dataset.full = "yes";
  });
  const said: string[] = [];
  for (let i = 0; i < 12 && (await quadrants.evaluate((e: LessonWidgetElement) => e.status)) === "ready"; i++) {
    said.push(await open(quadrants, "capture", `large-${i}.safetensors`, 1, 16_000));
    await page.waitForTimeout(300);
  }
  for (const one of said) expect(one, "no library's words").toMatch(/opened|no memory left|has stopped/);
  await page.evaluate(() => delete document.body.dataset.full);
  for (const one of [quadrants, steps]) {
    const again = one.getByRole("button", { name: "Try again" });
    if (await again.isVisible()) await again.click();
    await expect(one).toHaveJSProperty("status", "ready");
  }
  expect((await steps.evaluate((element: LessonWidgetElement) => element.state)).steps).toBe(11);
  await expect.poll(() => described(quadrants), { timeout: 60_000 }).toMatch(/333 text and/);
});

test("every widget twice, with a run on show: one context, no frame while nothing happens, at most 128 MB", async ({
  page,
  open: put,
}) => {
  test.setTimeout(240_000);
  await page.addInitScript(look);
  const twice = [...names, ...names].map((name, i) => `<lesson-widget id="f${i}" name="${name}"></lesson-widget>`);
  await put(twice.join(""));
  for (const [i] of twice.entries()) {
    const figure = page.locator(`#f${i}`);
    await figure.scrollIntoViewIfNeeded();
    await expect(figure).toHaveJSProperty("status", "ready");
  }
  const tracer = page.locator(`#f${names.indexOf("pipeline-tracer")}`);
  await tracer.scrollIntoViewIfNeeded();
  await tracer.getByRole("button", { name: "Run", exact: true }).click();
  await expect.poll(() => described(tracer), { timeout: 120_000 }).toContain("Done in");
  await settle(page);
  const { script, modules } = await held(page);
  const [frames, contexts] = await page.evaluate(async () => {
    const before = window.work.frames;
    await new Promise((done) => setTimeout(done, 1000));
    return [window.work.frames - before, window.work.glContexts];
  });
  console.log(
    `  script ${(script / 1e6).toFixed(1)} MB, modules ${(modules / 1e6).toFixed(1)} MB (the run record among them)`,
  );
  expect(contexts).toBe(1);
  expect(frames).toBe(0);
  expect(script + modules).toBeLessThanOrEqual(128e6);
});
