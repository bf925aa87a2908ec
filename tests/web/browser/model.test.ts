// The tiny SD3 in the page: a run from a press to a picture, how long the first preview takes, and that all widgets
// see the same run.

import type { Page } from "@playwright/test";
import { expect, openWidget, showWidget, test } from "./page.js";

/** Presses Run in the tracer and waits for its end; milliseconds to the first preview and to the picture. */
async function run(page: Page, seed: number): Promise<{ first: number; whole: number; computed: number }> {
  const widget = page.locator("#pipeline-tracer");
  await widget.getByRole("spinbutton", { name: "Seed" }).fill(String(seed));
  await widget.getByRole("spinbutton", { name: "Seed" }).blur();
  const button = await widget.getByRole("button", { name: "Run", exact: true }).elementHandle();
  return widget.evaluate(async (element, button) => {
    const words = () => (element as unknown as { describe(): string }).describe();
    const start = performance.now();
    let first = Number.NaN;
    (button as HTMLElement).click();
    for (let tries = 0; tries < 60_000; tries++) {
      await new Promise((done) => setTimeout(done, 20)); // asking more often would slow what is timed
      const said = words();
      // A preview comes with a step, not with the run's beginning ("Step 0"); "Done" is said of the run before, too.
      if (Number.isNaN(first) && /Step [1-9]\d* of 28\. /.test(said)) first = performance.now() - start;
      if (!Number.isNaN(first) && said.includes("Done in")) {
        const computed = 1000 * Number(/Done in ([\d.]+) s/.exec(said)![1]);
        return { first, whole: performance.now() - start, computed };
      }
    }
    throw new Error(`the run did not end: ${words()}`);
  }, button);
}

test("a run in the page: first preview, whole run, and every widget on it", async ({ page }) => {
  test.setTimeout(240_000);
  await openWidget(page, "pipeline-tracer");
  const cold = await run(page, 11); // downloads the model first
  const warm = await run(page, 12);
  const ratio = warm.whole / warm.first;
  console.log(
    `  tiny SD3, 28 guided steps in the browser: first preview ${warm.first.toFixed(0)} ms (with the download ` +
      `${cold.first.toFixed(0)} ms), whole run ${warm.whole.toFixed(0)} ms (${warm.computed.toFixed(0)} ms of it the model's), ${ratio.toFixed(1)} previews' time`,
  );
  // Previews come while the run goes on, not with its end; how early is for the record, since machines are shared.
  expect(ratio).toBeGreaterThan(2);

  const viewer = await showWidget(page, "attention-quadrants");
  await viewer.evaluate((element) => {
    (element as unknown as { state: object }).state = { source: "run" };
  });
  await expect
    .poll(() => viewer.evaluate((e) => (e as unknown as { describe(): string }).describe()))
    .toContain("live");
});

test("pictures at several step counts fill in, and are kept when stopped", async ({ page }) => {
  test.setTimeout(240_000);
  const steps = await openWidget(page, "step-count");
  await steps.evaluate((element) => {
    (element as unknown as { state: object }).state = { subject: "tiny-sd3", show_ddim: false };
  });
  await steps.getByRole("button", { name: "Run", exact: true }).click();
  const made = () =>
    steps.evaluate((e) =>
      Number(/(\d+) pictures? to come/.exec((e as unknown as { describe(): string }).describe())?.[1] ?? -1),
    );
  await expect.poll(made).toBeGreaterThan(0);
  await expect.poll(made, { timeout: 90_000 }).toBeLessThan(8);
  await steps.getByRole("button", { name: "Stop" }).click();
  await expect.poll(made).toBe(-1);
  expect(await steps.evaluate((e) => (e as unknown as { describe(): string }).describe())).toMatch(
    /\d+ pictures? made/,
  );
});

const said = (page: Page, id: string) =>
  page.locator(`#${id}`).evaluate((element) => (element as unknown as { describe(): string }).describe());

test("the quadrant viewer runs the tiny SD3 when it comes into sight, not before", async ({ page }) => {
  const weights: string[] = [];
  page.on("request", (request) => void (/safetensors/.test(request.url()) && weights.push(request.url())));
  await openWidget(page, "encoder-shapes");
  expect(weights, "fetched above the viewer").toEqual([]);
  await showWidget(page, "attention-quadrants");
  await expect.poll(() => said(page, "attention-quadrants")).toContain("The tiny SD3, live: block 2 of 4");
  await showWidget(page, "pipeline-tracer");
  expect(await said(page, "pipeline-tracer")).toMatch(/Step \d+ of 28|Done in/); // the same run
});

test("a reader who saves data is asked first", async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(navigator, "connection", { value: { saveData: true, addEventListener() {} } }),
  );
  const weights: string[] = [];
  page.on("request", (request) => void (/safetensors/.test(request.url()) && weights.push(request.url())));
  const viewer = await openWidget(page, "attention-quadrants");
  expect(await said(page, "attention-quadrants")).toContain("Untrained");
  expect(weights).toEqual([]);
  await viewer.getByRole("button", { name: "Look at the trained model" }).click();
  await viewer.getByRole("button", { name: "Run", exact: true }).click();
  await expect.poll(() => said(page, "attention-quadrants")).toContain("The tiny SD3, live");
});

test("a second worker computes half of every guided step, and starts with the first run", async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  const session = await browser.newBrowserCDPSession();
  const workers = async () =>
    (await session.send("Target.getTargets")).targetInfos.flatMap(({ type, title }) =>
      type === "worker" ? [title] : [],
    );
  await openWidget(page, "pipeline-tracer");
  expect(await workers()).toEqual([]);
  await run(page, 21);
  expect((await workers()).sort()).toEqual(["tiny-sd3", "tiny-sd3-second"]);
  await page.goto("about:blank");
  await expect.poll(workers).toEqual([]); // it goes with the one that started it
});
