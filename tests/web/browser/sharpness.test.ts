// Device pixels: one drawn pixel is one on the screen, and the pointer lands where it points.

import { center, expect, openWidget, settle, test } from "./page.js";

for (const ratio of [1, 1.25, 1.5, 2, 3]) {
  test.describe(`at ${ratio} device pixels per CSS pixel`, () => {
    test.use({ deviceScaleFactor: ratio, viewport: { width: 1001, height: 701 } });

    test("the canvas has exactly the screen's pixels, unscaled", async ({ page }) => {
      const widget = await openWidget(page, "encoder-shapes");
      const sizes = await widget.evaluate((element) => {
        const canvas = element.shadowRoot!.querySelector("canvas")!;
        const box = canvas.getBoundingClientRect();
        const stage = element.shadowRoot!.querySelector(".stage")!.getBoundingClientRect();
        return {
          backing: [canvas.width, canvas.height],
          shown: [box.width * devicePixelRatio, box.height * devicePixelRatio],
          room: stage.width * devicePixelRatio,
        };
      });
      expect(sizes.backing[0]! / ratio).toBeGreaterThan(300);
      for (const axis of [0, 1]) expect(Math.abs(sizes.backing[axis]! - sizes.shown[axis]!)).toBeLessThan(0.1);
      expect(Math.abs(sizes.backing[0]! - sizes.room)).toBeLessThanOrEqual(1);
    });

    test("the pointer hits a control from its first to its last pixel, and not beside it", async ({ page }) => {
      const widget = await openWidget(page, "step-count");
      const box = widget.getByRole("checkbox").first();
      await center(box);
      await settle(page);
      const rect = (await box.boundingBox())!;
      const toggles = async (x: number, y: number) => {
        const before = await box.isChecked();
        await page.mouse.click(x, y);
        await settle(page);
        for (let tries = 0; tries < 8 && (await box.isChecked()) === before; tries++) await page.waitForTimeout(60);
        return (await box.isChecked()) !== before;
      };
      const middle = rect.y + rect.height / 2;
      const across = rect.x + rect.width / 2;
      expect(await toggles(rect.x + 1, middle), "left edge").toBe(true);
      expect(await toggles(rect.x + rect.width - 1, middle), "right edge").toBe(true);
      expect(await toggles(across, rect.y + 1), "top edge").toBe(true);
      expect(await toggles(across, rect.y + rect.height - 1), "bottom edge").toBe(true);
      expect(await toggles(rect.x - 1.5, middle), "left of it").toBe(false);
      expect(await toggles(across, rect.y + rect.height + 1.5), "below it").toBe(false);
    });
  });
}

test("follows a new width of the window", async ({ page }) => {
  const widget = await openWidget(page, "encoder-shapes");
  await page.setViewportSize({ width: 640, height: 800 });
  await widget.evaluate((element) => element.scrollIntoView({ block: "start", behavior: "instant" }));
  await settle(page);
  const [backing, stage] = await widget.evaluate((element) => {
    const root = element.shadowRoot!;
    return [root.querySelector("canvas")!.width, root.querySelector(".stage")!.getBoundingClientRect().width];
  });
  expect(Math.abs(backing! - stage!)).toBeLessThanOrEqual(1);
});
