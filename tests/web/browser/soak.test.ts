// A long day on one page: figures come and go, the model runs, contexts are lost, workers end, files are hostile. Afterwards
// the page works as before, and holds no more memory than it did after the first hour.

import type { Page } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { test } from "./guest.js";
import { held, look } from "./heap.js";
import { expect } from "./page.js";

const figures =
  '<lesson-widget id="q" name="attention-quadrants"></lesson-widget><lesson-widget id="s" name="step-count"></lesson-widget>';
const request = { prompt: "a crane near a river at sunset", seed: 1, steps: 2, record: false };

const mount = (page: Page, times: number) =>
  page.evaluate(async (times) => {
    const names = ["encoder-shapes", "attention-cost", "flow-playground", "block", "readers"];
    for (let i = 0; i < times; i++) {
      const element = document.createElement("lesson-widget") as LessonWidgetElement;
      element.setAttribute("name", names[i % names.length]!);
      document.body.prepend(element);
      await element.ready;
      await new Promise((done) => requestAnimationFrame(done));
      element.remove();
    }
  }, times);

const run = (page: Page) =>
  page.evaluate(async (request) => {
    const { tinySd3 } = await import("/lib/index.js" as string);
    return (await tinySd3.run(request)).picture_sha256 as string;
  }, request);

/** A run whose worker ends half way: by an error that the page is told of. */
const killed = (page: Page) =>
  page.evaluate(async (request) => {
    const { tinySd3 } = await import("/lib/index.js" as string);
    let struck = false;
    const progress = () => {
      if (struck) return;
      struck = true;
      const worker = window.seen.workers.at(-1)!;
      worker.terminate();
      worker.onerror?.(new ErrorEvent("error", { message: "killed by the test" }));
    };
    return (await tinySd3.run(request, { progress })).picture_sha256 as string;
  }, request);

const loseContext = (page: Page) =>
  page.evaluate(async () => {
    const loss = window.glCanvas!.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
    const lost = new Promise((done) => window.glCanvas!.addEventListener("webglcontextlost", done, { once: true }));
    loss.loseContext();
    await lost;
    await new Promise((done) => setTimeout(done, 30));
    const back = new Promise((done) =>
      window.glCanvas!.addEventListener("webglcontextrestored", done, { once: true }),
    );
    loss.restoreContext();
    await back;
  });

/** Files that claim to be captures and are none; answers what the figure said to each. */
const poison = (page: Page, from: number, to: number) =>
  page.evaluate(
    async ([from, to]) => {
      const figure = document.querySelector<LessonWidgetElement>("#q")!;
      const header = (json: string) => {
        const text = new TextEncoder().encode(json);
        const bytes = new Uint8Array(8 + text.length + 64);
        new DataView(bytes.buffer).setUint32(0, text.length, true);
        bytes.set(text, 8);
        return bytes;
      };
      const tensor = (shape: number[], from: number, to: number) =>
        JSON.stringify({
          __metadata__: { format: "lesson-attention-1", heads: "4", text_tokens: "3" },
          "block.0.q": { dtype: "F16", shape, data_offsets: [from, to] },
        });
      const files = [
        new TextEncoder().encode("<!doctype html><title>404</title>"),
        new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"),
        new Uint8Array(0),
        new Uint8Array(4096).fill(255),
        header("{"),
        header("[".repeat(100_000)),
        header(tensor([1e9, 1e9], 0, 64)),
        header(tensor([4, 8], 0, 1e15)),
        header(tensor([4, 8], 64, 0)),
        header(`{"${"k".repeat(1_000_000)}":1}`),
      ];
      const said: string[] = [];
      for (let i = from!; i < to!; i++) {
        const file = new File([files[i % files.length]!], `poison-${i}.safetensors`);
        said.push(
          await figure.open(file).then(
            () => "opened",
            (error: Error) => error.message,
          ),
        );
      }
      return said;
    },
    [from, to],
  );

test("a long day on one page ends as it began", async ({ page, open, watch }) => {
  test.setTimeout(900_000);
  watch.allow(/context lost|CONTEXT_LOST|does not belong to this context/i);
  await page.addInitScript(look);
  await open(figures);
  const described = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<LessonWidgetElement>("lesson-widget")].map((one) => one.describe()),
    );

  const picture = await run(page);
  await mount(page, 20);
  await loseContext(page);
  await poison(page, 0, 10);
  const [before, words] = [await held(page), await described()];

  for (let hour = 0; hour < 10; hour++) {
    await mount(page, 20);
    for (let i = 0; i < 3; i++) expect(await run(page)).toBe(picture);
    for (let i = 0; i < 2; i++) await loseContext(page);
    expect(await killed(page), "begun again in a new worker").toBe(picture);
    for (const said of await poison(page, hour, hour + 1)) {
      expect(said).not.toBe("opened");
      expect(said.length, "one line, however long what it is about").toBeLessThan(600);
    }
  }

  const after = await held(page);
  console.log(
    `  200 mounts, 30 runs, 20 lost contexts, 10 killed workers, 10 poisoned files: script ${(before.script / 1e6).toFixed(1)} to ` +
      `${(after.script / 1e6).toFixed(1)} MB, modules ${(before.modules / 1e6).toFixed(1)} to ${(after.modules / 1e6).toFixed(1)} MB`,
  );
  expect(after.modules).toBeLessThanOrEqual(before.modules);
  expect(after.script).toBeLessThan(before.script + 2e6);
  expect(await described()).toEqual(words);
  expect(await page.evaluate(() => window.work.glContexts)).toBe(1);
  await expect(page.locator("#s")).toHaveJSProperty("status", "ready");
  expect(await run(page)).toBe(picture);
});
