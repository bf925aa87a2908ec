// The tiny SD3 in the page: a run from a press to a picture, how long the first preview takes, and that all widgets
// see the same run.

import type { Page } from "@playwright/test";
import { expect, openWidget, showWidget, test } from "./page.js";

/** Presses Run in the tracer and waits for its end; milliseconds to the first preview and to the picture. */
async function run(page: Page, seed: number): Promise<{ first: number; whole: number }> {
  const widget = page.locator("#pipeline-tracer");
  await widget.getByRole("spinbutton", { name: "Seed" }).fill(String(seed));
  await widget.getByRole("spinbutton", { name: "Seed" }).blur();
  return widget.evaluate(async (element) => {
    const words = () => (element as unknown as { describe(): string }).describe();
    const button = [...element.shadowRoot!.querySelectorAll("button")].find((one) => one.textContent === "Run")!;
    const start = performance.now();
    let first = Number.NaN;
    button.click();
    for (let tries = 0; tries < 60_000; tries++) {
      await new Promise((done) => requestAnimationFrame(done));
      const said = words();
      // A preview is drawn in the frame after its packet came; "Done" is said of the run before, too.
      if (Number.isNaN(first) && /Step \d+ of 28\. /.test(said)) first = performance.now() - start;
      if (!Number.isNaN(first) && said.includes("Done in")) return { first, whole: performance.now() - start };
    }
    throw new Error(`the run did not end: ${words()}`);
  });
}

test("a run in the page: first preview, whole run, and every widget on it", async ({ page }) => {
  test.setTimeout(240_000);
  await openWidget(page, "pipeline-tracer");
  const cold = await run(page, 11); // downloads the model first
  const warm = await run(page, 12);
  const ratio = warm.whole / warm.first;
  console.log(
    `  tiny SD3, 28 guided steps in the browser: first preview ${warm.first.toFixed(0)} ms (with the download ` +
      `${cold.first.toFixed(0)} ms), whole run ${warm.whole.toFixed(0)} ms, ${ratio.toFixed(1)} previews' time`,
  );
  // A preview that waited for more than its own step would cost a larger share of the run, on any machine.
  expect(ratio).toBeGreaterThan(8);

  const viewer = await showWidget(page, "attention-quadrants");
  await viewer.evaluate((element) => {
    (element as unknown as { state: object }).state = { source: "run" };
  });
  await expect
    .poll(() => viewer.evaluate((e) => (e as unknown as { describe(): string }).describe()))
    .toContain("live");
});

test("pictures at several step counts fill in, and a run of the page goes before them", async ({ page }) => {
  test.setTimeout(240_000);
  const steps = await openWidget(page, "step-count");
  await steps.evaluate((element) => {
    (element as unknown as { state: object }).state = { subject: "tiny-sd3", show_ddim: false };
  });
  await steps.getByRole("button", { name: "Run" }).click();
  const made = () =>
    steps.evaluate((e) =>
      Number(/(\d+) pictures? to come/.exec((e as unknown as { describe(): string }).describe())?.[1] ?? -1),
    );
  await expect.poll(made, { timeout: 90_000 }).toBeLessThan(7);
  await steps.getByRole("button", { name: "Stop" }).click();
  await expect.poll(made).toBe(-1);
  expect(await steps.evaluate((e) => (e as unknown as { describe(): string }).describe())).toMatch(
    /\d+ pictures? made/,
  );
});
