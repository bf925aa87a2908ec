// A guest's looks: whatever layout, direction and colours the page around it has.

import type { Locator } from "@playwright/test";
import { test, widget, within } from "./guest.js";
import { expect, picture } from "./page.js";

test.describe("layout", () => {
  const around = {
    "zoom: 1.3": '<div style="zoom: 1.3">',
    "transform: scale(0.8)": '<div style="transform: scale(0.8); transform-origin: 0 0">',
    "a turned-over grid": '<div style="display: grid; direction: rtl">',
  };
  for (const [what, start] of Object.entries(around)) {
    test(`under ${what} the picture fills its place and the pointer lands where it points`, async ({
      page,
      open,
    }) => {
      const shown = await open(`${start}${widget}</div>`);
      const [canvas, stage] = [await within(shown, "canvas"), await within(shown, ".stage")];
      for (const side of ["left", "top", "width", "height"] as const)
        expect(Math.abs(canvas[side] - stage[side]), side).toBeLessThanOrEqual(1);
      const slider = shown.getByRole("slider", { name: "Steps" });
      const box = (await slider.boundingBox())!;
      await page.mouse.click(box.x + box.width * 0.7, box.y + box.height / 2);
      await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(66);
      expect(Number(await slider.inputValue())).toBeLessThan(76);
    });
  }

  const fitting = {
    "a flex row": '<div style="display: flex">',
    "a grid column": '<div style="display: grid; grid-template-columns: auto 1fr">',
    "a float": '<div style="float: left">',
    "a dialog": "<dialog open>",
  };
  for (const [what, start] of Object.entries(fitting)) {
    test(`${what} that fits its content gives it room, and a narrow one makes it narrow`, async ({ page, open }) => {
      const shown = await open(start + widget);
      expect((await within(shown, ".stage")).width).toBeGreaterThan(400);
      await page.setViewportSize({ width: 320, height: 600 });
      const width = () => page.evaluate(() => document.documentElement.scrollWidth);
      await expect.poll(width).toBeLessThanOrEqual(320);
    });
  }

  test("in a page from right to left, keys and fields go as they are drawn", async ({ open }) => {
    const shown = await open(widget, { root: 'dir="rtl"' });
    const slider = shown.getByRole("slider", { name: "Steps" });
    await slider.press("ArrowRight");
    await expect(slider).toHaveValue("29");
    const align = await shown.getByRole("spinbutton").evaluate((field) => getComputedStyle(field).direction);
    expect(align).toBe("ltr");
  });

  test("a box that scrolls inside the page loads it before it is seen", async ({ open }) => {
    const shown = await open(
      `<div style="height: 400px; overflow: auto"><div style="height: 600px"></div>${widget}`,
      {
        asItIs: true,
      },
    );
    await expect(shown).toHaveJSProperty("status", "ready");
  });
});

test.describe("colours", () => {
  test("each widget wears those of its own place", async ({ page, open }) => {
    await open(
      `<lesson-widget name="step-count" theme="light"></lesson-widget>
       <section style="--lesson-background: #003300; color-scheme: dark"><lesson-widget name="step-count"></lesson-widget></section>`,
    );
    const [first, second] = [page.locator("lesson-widget").first(), page.locator("lesson-widget").last()];
    await second.scrollIntoViewIfNeeded();
    const corner = async (widget: Locator) => (await picture(widget)).corner;
    await expect.poll(() => corner(second)).toEqual([0, 0x33, 0]);
    await first.scrollIntoViewIfNeeded();
    await expect.poll(async () => Math.min(...(await corner(first)))).toBeGreaterThan(220);
  });

  test("forced colours are worn, and nothing lies twice over the picture", async ({ page, open }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    const shown = await open(widget);
    await expect.poll(async () => (await picture(shown)).corner).toEqual([0, 0, 0]);
    const seen = await shown.evaluate(
      (element) =>
        [...element.shadowRoot!.querySelectorAll(".overlay .words, .overlay button, .overlay select")].filter(
          (one) => {
            const { color, backgroundColor } = getComputedStyle(one);
            return [color, backgroundColor].some((value) => value !== "rgba(0, 0, 0, 0)");
          },
        ).length,
    );
    expect(seen).toBe(0);
    await page.emulateMedia({ forcedColors: "none", colorScheme: "light" });
    await expect.poll(async () => Math.min(...(await picture(shown)).corner)).toBeGreaterThan(220);
  });
});
