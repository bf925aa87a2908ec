// What other engines are strict about, tried here, too: what a press asks of the browser is asked in the press itself,
// however slow frames are, and fields are large enough for phones not to zoom into them.

import { test } from "./guest.js";
import { expect } from "./page.js";

test("a file dialogue is asked for in the press, with no frame between", async ({ page, open }) => {
  const widget = await open(
    '<lesson-widget id="w" name="attention-quadrants" accept=".safetensors"></lesson-widget>',
  );
  await widget.getByRole("combobox", { name: "Source" }).selectOption("A capture file");
  const press = widget.getByRole("button", { name: "Open a capture" });
  await expect(press).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0; // from here on none comes
  });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser", { timeout: 5_000 }), press.click()]);
  expect(chooser.isMultiple()).toBe(false);
});

test.describe("on a phone", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("no field is below 16 px", async ({ page, open }) => {
    await open(
      '<style>body { font-size: 14px; }</style><lesson-widget name="encoder-shapes"></lesson-widget><lesson-question id="q" kind="number" right="1">How many?</lesson-question>',
    );
    const sizes = await page
      .locator(":is(lesson-widget, lesson-question)")
      .evaluateAll((elements) =>
        elements.flatMap((element) =>
          [...element.shadowRoot!.querySelectorAll("input:not([type=range], [type=checkbox]), select")].map((field) =>
            Number.parseFloat(getComputedStyle(field).fontSize),
          ),
        ),
      );
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
  });
});
