// The lesson in WebKit: the reader's path served and from disk, quick typing, the focus, the model's picture, offline.

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { chromium as options } from "../../../web/build/chromium.mjs";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { runTheModel, seeAllWidgets } from "../scenario.js";
import { dist, served } from "./served.js";
import { expect, test, type WebKit } from "./webkit.js";

async function readsAndRuns(webkit: WebKit): Promise<void> {
  const seen = await webkit.run(seeAllWidgets);
  expect(seen.length).toBeGreaterThanOrEqual(4);
  for (const { id, problem, colors, description } of seen) {
    expect(problem, id).toBeUndefined();
    expect(colors, `colours in ${id}`).toBeGreaterThan(20);
    expect(description, id).not.toBe("");
  }
  expect(await webkit.run(runTheModel, 60)).toContain("Done");
}

test("served: every widget draws, the model runs", async ({ webkit }) => {
  await served(join(dist, "site"), async (origin) => {
    await webkit.open(`${origin}/`);
    await readsAndRuns(webkit);
  });
});

test("as one file from disk: every widget draws, the model runs", async ({ webkit }) => {
  await webkit.open(pathToFileURL(join(dist, "lesson.html")).href);
  await readsAndRuns(webkit);
});

test("of quick changes the last one counts: in a field and on a slider", async ({ webkit }) => {
  await served(join(dist, "site"), async (origin) => {
    await webkit.open(`${origin}/`);
    const kept = await webkit.run(async () => {
      await customElements.whenDefined("lesson-widget"); // its code may come after the page
      const change = async (name: string, selector: string, values: string[]) => {
        const widget = document.querySelector<LessonWidgetElement>(`lesson-widget[name=${name}]`)!;
        await widget.ready;
        widget.scrollIntoView({ block: "start", behavior: "instant" });
        await new Promise((done) => setTimeout(done, 500));
        const control = widget.shadowRoot!.querySelector<HTMLInputElement>(selector)!;
        for (const value of values) {
          control.value = value;
          control.dispatchEvent(new Event("input", { bubbles: true }));
        }
        await new Promise((done) => setTimeout(done, 1500));
        return widget.state;
      };
      const { prompt } = await change("encoder-shapes", "input.field[type=text]", ["r", "re", "red", "red cat"]);
      const { steps } = await change("step-count", "input.slide[aria-label^=Steps]", ["10", "20", "30"]);
      return { prompt, steps };
    });
    expect(kept).toEqual({ prompt: "red cat", steps: 30 });
  });
});

const tab = "\uE004";

test("the focus on a figure is seen", async ({ webkit }) => {
  await served(join(dist, "site"), async (origin) => {
    await webkit.open(`${origin}/`);
    await webkit.run(async () => {
      await customElements.whenDefined("lesson-widget");
      document.documentElement.style.setProperty("--lesson-focus", "#ff00ff");
      const widget = document.querySelector<LessonWidgetElement>("lesson-widget[name=step-count]")!;
      await widget.ready;
      // What is covered takes no focus; the cover comes with the page's scripts.
      const cover = () => widget.closest("figure")?.querySelector<HTMLElement>(".veil button");
      for (let tries = 0; tries < 100 && !cover(); tries++) await new Promise((done) => setTimeout(done, 100));
      cover()?.click();
      widget.scrollIntoView({ block: "start", behavior: "instant" });
      const before = document.createElement("button");
      before.id = "before";
      before.textContent = "before";
      widget.before(before);
      await new Promise((done) => setTimeout(done, 800));
    });
    await webkit.focus("#before");
    await webkit.press(tab);
    const focused = await webkit.run(
      () => document.activeElement?.shadowRoot?.activeElement?.tagName ?? document.activeElement?.tagName,
    );
    expect(focused).toBe("CANVAS");
    const pixels = await webkit.run(countPixels, await webkit.screenshot(), 0xff, 0, 0xff);
    expect(pixels, "pixels in the colour of the focus").toBeGreaterThan(500);
  });
});

/** How many pixels of a PNG have just this colour. */
async function countPixels(png: string, red: number, green: number, blue: number): Promise<number> {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext("2d")!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) found++;
  return found;
}

/** A fingerprint of a picture that the model paints, by the package of its own. */
async function paint(): Promise<string> {
  const { tinySd3 } = await import(`${location.origin}/lib/index.js`);
  const { picture } = await tinySd3.run({ prompt: "a red boat on a lake", seed: 7, steps: 4, record: false });
  const hash = await crypto.subtle.digest("SHA-256", picture.rgb);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("the model paints what it paints in Chromium without relaxed SIMD", async ({ webkit }) => {
  const folder = mkdtempSync(join(tmpdir(), "lesson-webkit-"));
  for (const part of ["lib", "runtime"]) symlinkSync(join(dist, "package", part), join(folder, part));
  writeFileSync(
    join(folder, "index.html"),
    "<!doctype html><html lang=en><title>A course</title><link rel=icon href=data:,>",
  );
  try {
    await served(folder, async (origin) => {
      const browser = await chromium.launch(options);
      const page = await browser.newPage();
      await page.addInitScript(() => {
        const relaxed = [253, 128, 2, 11]; // the end of the element's own question
        const validate = WebAssembly.validate;
        WebAssembly.validate = (bytes) =>
          !relaxed.every((byte, i) => new Uint8Array(bytes as ArrayBuffer).at(i - 4) === byte) && validate(bytes);
      });
      await page.goto(`${origin}/`);
      const inChromium = await page.evaluate(paint);
      await browser.close();
      await webkit.open(`${origin}/`);
      expect(await webkit.run(paint)).toBe(inChromium);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("kept on the device it opens without the server, and the model runs", async ({ webkit }) => {
  await served(join(dist, "site"), async (origin, end) => {
    await webkit.open(`${origin}/`);
    const said = await webkit.run(async () => {
      const foot = () => document.querySelector(".page-foot .version")?.textContent ?? "";
      for (let tries = 0; tries < 300 && !/opens offline|[Nn]ot kept|[Cc]ould not/.test(foot()); tries++)
        await new Promise((done) => setTimeout(done, 200));
      return foot();
    });
    expect(said).toContain("opens offline");
    end();
    await webkit.open(`${origin}/?fbclid=x`);
    const [first] = await webkit.run(seeAllWidgets);
    expect(first!.problem).toBeUndefined();
    expect(await webkit.run(runTheModel, 60)).toContain("Done");
  });
});
