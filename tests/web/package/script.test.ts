// lesson-widgets.js: the package in one script, in pages that can name a script and no more.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { freePort, type Running, started } from "../hosting/started.js";
import { runTheModel } from "../scenario.js";

const built = join(import.meta.dirname, "../../../web/dist/package/lesson-widgets.js");
const figure = '<lesson-widget name="pipeline-tracer">A live run.</lesson-widget>';

const test = base.extend<{ show(head: string, body?: string): Promise<string[]> }, { folder: string; site: Running }>(
  {
    folder: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
      async ({}, use) => {
        if (!existsSync(built)) throw new Error("web/dist/package/lesson-widgets.js is not built");
        const folder = mkdtempSync(join(tmpdir(), "lesson-script-"));
        cpSync(built, join(folder, "lesson-widgets.js"));
        await use(folder);
        rmSync(folder, { recursive: true });
      },
      { scope: "worker" },
    ],
    site: [
      async ({ folder }, use) => {
        const port = await freePort();
        const line = ["python3", "-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", folder];
        const site = await started(line, { address: `http://127.0.0.1:${port}/` });
        await use(site);
        await site.stop();
      },
      { scope: "worker" },
    ],
    /** Opens a page; gives the addresses that it asked for. */
    show: async ({ page, folder, site }, use) => {
      await use(async (head, body = figure) => {
        const asked: string[] = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        const html = `<!doctype html><html lang="en"><head>${head}<link rel="icon" href="data:,"><title>A course</title></head><body>${body}</body></html>`;
        writeFileSync(join(folder, "page.html"), html);
        await page.goto(`${site.origin}/page.html`);
        return asked;
      });
    },
  },
);

test("nothing else is fetched, and the model runs", async ({ page, show }) => {
  const asked = await show('<meta charset="utf-8"><script src="lesson-widgets.js" defer></script>');
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
  expect(asked.filter((path) => path !== "/page.html" && path.startsWith("/"))).toEqual(["/lesson-widgets.js"]);
});

test("from disk, where nothing may be fetched, the model runs, too", async ({ page, folder }) => {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><script src="lesson-widgets.js" defer></script></head><body>${figure}</body></html>`;
  writeFileSync(join(folder, "disk.html"), html);
  await page.goto(`file://${join(folder, "disk.html")}`);
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
});

test("named before the page is read, in an encoding of old: words and questions are whole", async ({
  page,
  show,
}) => {
  const question = `<lesson-question id="q" kind="choice" right="1">Where? <option>Here</option><option>There</option></lesson-question>`;
  await show('<meta charset="windows-1252"><script src="lesson-widgets.js"></script>', question + figure);
  await expect(page.getByRole("radio")).toHaveCount(2);
  await expect(page.getByRole("group", { name: "Where?" })).toBeVisible();
  expect(readFileSync(built, "latin1")).not.toMatch(/[^\0-\x7f]/);
});

test("it leaves one name in the page, and no other loader takes it for its own", async ({ page, show }) => {
  const loader = "<script>window.define = () => { throw new Error('not an AMD module') }; define.amd = {};</script>";
  await show(`<meta charset="utf-8">${loader}<script src="lesson-widgets.js"></script>`);
  const found = await page.evaluate(() => {
    const { lessonWidgets } = window as unknown as { lessonWidgets: { tinySd3: { run: unknown } } };
    return typeof lessonWidgets.tinySd3.run;
  });
  expect(found).toBe("function");
});

test("a policy without blobs leaves the figures, and says what the model needs", async ({ page, show }) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src data:">`;
  await show(`<meta charset="utf-8">${policy}<script src="lesson-widgets.js" defer></script>`);
  const said = await page.evaluate(runTheModel, 60);
  expect(said).toContain("worker-src blob:");
  expect(await page.locator("lesson-widget").evaluate((one: LessonWidgetElement) => one.status)).toBe("ready");
});
