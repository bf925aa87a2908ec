// What one frame of each figure costs the page, with a finished run on show and the pointer moving over it: the time of
// our own code, without the waiting for graphics.

import { expect, names, openWidget, settle, showWidget, test } from "../browser/page.js";
import { watchGraphics } from "./graphics.js";

declare global {
  interface Window {
    frameCosts: number[];
  }
}

/** Runs in the page before its own scripts, after watchGraphics. What draws nothing is no frame of a figure. */
function watchFrames(): void {
  window.frameCosts = [];
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    request((now) => {
      const from = performance.now();
      const drawn = window.work.glDraws;
      window.graphicsWaits.length = 0;
      callback(now);
      if (window.work.glDraws === drawn) return;
      const graphics = window.graphicsWaits.reduce((sum, [began, ended]) => sum + ended - began, 0);
      window.frameCosts.push(performance.now() - from - graphics);
    });
}

const at = (sorted: number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;

test("a frame of each figure, half of them and the slowest of twenty, in milliseconds", async ({ page }) => {
  test.setTimeout(600_000);
  await page.addInitScript(watchGraphics);
  await page.addInitScript(watchFrames);
  const tracer = await openWidget(page, "pipeline-tracer");
  await tracer.getByRole("button", { name: "Run", exact: true }).click();
  await expect
    .poll(() => tracer.evaluate((e) => (e as unknown as { describe(): string }).describe()), { timeout: 120_000 })
    .toContain("Done in");
  const slow: string[] = [];
  for (const name of names) {
    const widget = await showWidget(page, name);
    const box = (await widget.boundingBox())!;
    const height = Math.min(box.height, 760);
    await page.evaluate(() => {
      window.frameCosts = [];
    });
    for (let i = 0; i < 60; i++) {
      await page.mouse.move(box.x + (box.width * (i % 24)) / 24, box.y + (height * ((i * 7) % 60)) / 60);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await settle(page);
    const costs = (await page.evaluate(() => window.frameCosts)).sort((a, b) => a - b);
    expect(costs.length, name).toBeGreaterThan(20);
    const [half, most] = [at(costs, 0.5), at(costs, 0.95)];
    console.log(`    ${name.padEnd(20)} p50 ${half.toFixed(1)}  p95 ${most.toFixed(1)}  of ${costs.length}`);
    if (most > 16) slow.push(`${name}: ${most.toFixed(1)} ms`);
  }
  expect(slow).toEqual([]);
});
