// Device pixels: one drawn pixel is one on the screen, and the pointer lands where it points.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { expect, openWidget, settle, test } from "./page.js";

for (const ratio of [1, 1.25, 1.5, 2, 3]) {
  test.describe(`at ${ratio} device pixels per CSS pixel`, () => {
    test.use({ deviceScaleFactor: ratio, viewport: { width: 1001, height: 701 } });

    test("the canvas has exactly the screen's pixels, unscaled", async ({ page }) => {
      const widget = await openWidget(page, "step-count");
      const sizes = await widget.evaluate(async (element) => {
        const canvas = element.shadowRoot!.querySelector("canvas")!;
        const box = await new Promise<ResizeObserverEntry>((done) =>
          new ResizeObserver(([entry]) => done(entry!)).observe(canvas, { box: "device-pixel-content-box" }),
        );
        const exact = box.devicePixelContentBoxSize[0]!;
        return { backing: [canvas.width, canvas.height], screen: [exact.inlineSize, exact.blockSize] };
      });
      expect(sizes.backing).toEqual(sizes.screen);
    });

    test("the pointer hits a control from its first to its last pixel, and not beside it", async ({ page }) => {
      const widget = await openWidget(page, "step-count");
      const box = widget.getByRole("checkbox").first();
      await box.evaluate((element) => element.scrollIntoView({ block: "center" }));
      await settle(page);
      const rect = (await box.boundingBox())!;
      const toggles = async (x: number, y: number) => {
        const before = await box.isChecked();
        await page.mouse.click(x, y);
        await settle(page, 120);
        return (await box.isChecked()) !== before;
      };
      const middle = rect.y + rect.height / 2;
      const center = rect.x + rect.width / 2;
      expect(await toggles(rect.x + 1, middle), "left edge").toBe(true);
      expect(await toggles(rect.x + rect.width - 1, middle), "right edge").toBe(true);
      expect(await toggles(center, rect.y + 1), "top edge").toBe(true);
      expect(await toggles(center, rect.y + rect.height - 1), "bottom edge").toBe(true);
      expect(await toggles(rect.x - 1.5, middle), "left of it").toBe(false);
      expect(await toggles(center, rect.y + rect.height + 1.5), "below it").toBe(false);
    });
  });
}

test("a screenshot shows the drawn pixels themselves", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  const differing = await widget.evaluate((element: LessonWidgetElement) => {
    const canvas = element.shadowRoot!.querySelector("canvas")!;
    const style = getComputedStyle(canvas);
    return Math.abs(Number.parseFloat(style.width) * devicePixelRatio - canvas.width);
  });
  expect(differing).toBeLessThan(0.1);
});

test("follows a new width of the window", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  await page.setViewportSize({ width: 640, height: 800 });
  await settle(page);
  const [backing, stage] = await widget.evaluate((element) => {
    const root = element.shadowRoot!;
    return [root.querySelector("canvas")!.width, root.querySelector(".stage")!.getBoundingClientRect().width];
  });
  expect(Math.abs(backing! - stage!)).toBeLessThanOrEqual(1);
});
