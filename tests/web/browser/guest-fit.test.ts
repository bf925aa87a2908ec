// Figures in pages with large text and in little room: on slides, in readers' own sizes.

import type { Locator } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { test } from "./guest.js";
import { expect, names } from "./page.js";

const figures = names.map((name) => `<lesson-widget id="${name}" name="${name}"><p>${name}</p></lesson-widget>`);

/** Controls that cover one another, and what sticks out of the figure; as they lie in the window. */
const collisions = (widget: Locator) =>
  widget.evaluate((element: LessonWidgetElement) => {
    const root = element.shadowRoot!;
    const stage = root.querySelector(".stage")!.getBoundingClientRect();
    const controls = [...root.querySelectorAll<HTMLElement>(".overlay :is(.press, .slide, .field)")].map((one) => ({
      name: one.ariaLabel ?? one.className,
      // a spot in a picture may lie where what it shows lies
      inPicture:
        one.closest(".picture") !== null || [...root.querySelectorAll(".picture")].some((p) => inside(one, p)),
      box: one.getBoundingClientRect(),
    }));
    function inside(one: Element, other: Element) {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      return a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    }
    const found: string[] = [];
    const solid = controls.filter(({ inPicture }) => !inPicture);
    for (const [i, a] of solid.entries()) {
      if (a.box.left < stage.left - 1 || a.box.right > stage.right + 1) found.push(`${a.name} sticks out`);
      for (const b of solid.slice(i + 1)) {
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (width > 1 && height > 1) found.push(`${a.name} over ${b.name}`);
      }
    }
    return found;
  });

/** How high a line of the figure's own letters is on the screen: that of a field, which is drawn as large as they are. */
const letters = (widget: Locator) =>
  widget.evaluate((element) => {
    const overlay = element.shadowRoot!.querySelector<HTMLElement>(".overlay")!;
    return (
      Number.parseFloat(getComputedStyle(overlay).fontSize) *
      (overlay.getBoundingClientRect().width / overlay.offsetWidth)
    );
  });

for (const size of [16, 24, 32])
  test(`text of ${size} px: figures write as large, and nothing collides`, async ({ page, open }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width: 1100, height: 900 });
    await open(`<style>body { font-size: ${size}px; }</style>${figures.join("")}`);
    for (const name of names) {
      const widget = page.locator(`lesson-widget#${name}`);
      await widget.scrollIntoViewIfNeeded();
      await page.waitForTimeout(500);
      expect(await letters(widget), name).toBeCloseTo(size, 0);
      expect(await collisions(widget), name).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

test("controls answer where they are drawn, under large text", async ({ page, open }) => {
  const widget = await open('<body style="font-size: 32px"><lesson-widget id="w" name="step-count"></lesson-widget>');
  const slider = widget.getByRole("slider", { name: "Steps" });
  const box = (await slider.boundingBox())!;
  await page.mouse.click(box.x + box.width - 4, box.y + box.height / 2);
  await expect.poll(async () => Number((await state(widget)).steps)).toBeGreaterThan(60);
});
const state = (widget: Locator) => widget.evaluate((element: LessonWidgetElement) => element.state);

const slide = (inside: string) =>
  `<main style="position: relative; width: 960px; height: 700px; overflow: hidden">${inside}</main>`;

test("a slide of 960 x 700 holds a figure, and the rest is one press away", async ({ page, open }) => {
  await page.setViewportSize({ width: 1100, height: 900 });
  const limited = '<lesson-widget id="w" name="encoder-shapes" style="max-height: 700px"></lesson-widget>';
  const widget = await open(slide(limited));
  const box = async () => (await widget.boundingBox())!;
  await expect.poll(async () => (await box()).height).toBeLessThanOrEqual(700);
  const more = page.getByRole("button", { name: "Show all of it" });
  await expect(more).toBeVisible();
  const before = await box();
  await more.click();
  const shown = await widget.evaluate((element) => {
    const fit = element.shadowRoot!.querySelector(".fit")!;
    return { open: fit.matches(":popover-open"), height: fit.getBoundingClientRect().height };
  });
  expect(shown.open).toBe(true);
  expect(shown.height).toBeGreaterThan(800); // more than the slide: all that the window has
  expect((await box()).height).toBeCloseTo(before.height, 0); // the page does not move meanwhile
  await page.keyboard.press("Escape");
  await expect(more).toBeFocused();
  await expect.poll(async () => (await box()).height).toBeCloseTo(before.height, 0);
});

/** Ways to leave a figure 500 px or less, each as a slide's style sheet might. */
const limits: Record<string, { figure?: string; slide?: string; sheet?: string }> = {
  "per cent of the slide": { figure: "max-height: 70%" },
  "per cent and px": { figure: "max-height: calc(100% - 200px)" },
  "the less of two": { figure: "max-height: min(80%, 500px)" },
  em: { figure: "max-height: 30em" },
  "parts of the window": { figure: "max-height: 55vh" },
  "parts of its container": { slide: "container-type: size", figure: "max-height: 70cqh" },
  "the logical name": { figure: "max-block-size: 70%" },
  "a fixed height": { figure: "height: 500px" },
  "inherited from an ancestor": { slide: "max-height: 500px", figure: "max-height: inherit" },
  "an ancestor's rule for its children": { sheet: ".slide > * { max-height: 70% }" },
  "an ancestor's property": { slide: "--lesson-max-height: 70%" },
  "what a column leaves": {
    slide: "display: flex; flex-direction: column; padding-bottom: 200px; box-sizing: border-box",
    figure: "min-height: 0",
  },
  "a row of a grid": { slide: "display: grid; grid-template-rows: minmax(0, 500px)" },
  "a display of the page's own": { figure: "display: block; max-height: 70%" },
  "a line of text": { figure: "display: inline-block; max-height: 70%" },
};
for (const [name, { figure = "", slide = "", sheet = "" }] of Object.entries(limits))
  test(`a figure held by ${name} ends there, and the rest is one press away`, async ({ page, open }) => {
    await page.setViewportSize({ width: 1100, height: 900 });
    const style = `position: relative; width: 960px; height: 700px; overflow: hidden; ${slide}`;
    const widget = await open(
      `<style>${sheet}</style><main class="slide" style="${style}">
       <lesson-widget id="w" name="encoder-shapes" style="${figure}"></lesson-widget></main>`,
    );
    const more = page.getByRole("button", { name: "Show all of it" });
    await expect(more).toBeVisible();
    const box = (await widget.boundingBox())!;
    expect(box.height).toBeGreaterThan(300);
    expect(box.height).toBeLessThanOrEqual(501);
    const button = (await more.boundingBox())!;
    expect(button.y + button.height).toBeLessThanOrEqual(box.y + box.height); // not below what the slide shows
    const ends = () =>
      widget.evaluate((element) => {
        const fit = element.shadowRoot!.querySelector(".fit")!;
        return { cut: fit.getBoundingClientRect().bottom, scrolls: fit.scrollHeight > fit.clientHeight };
      });
    expect((await ends()).cut).toBeLessThanOrEqual(box.y + box.height + 1);
    expect((await ends()).scrolls).toBe(true);
    await more.click();
    await expect.poll(async () => (await ends()).cut - box.y).toBeGreaterThan(800);
    await page.keyboard.press("Escape");
    await expect(more).toBeFocused();
    await expect.poll(async () => (await ends()).cut).toBeLessThanOrEqual(box.y + box.height + 1);
  });

test("what is below is reached by keys and by the wheel, without entering the figure", async ({ page, open }) => {
  const limited = '<lesson-widget id="w" name="encoder-shapes" style="max-height: 400px"></lesson-widget>';
  const widget = await open(slide(limited));
  const scrolled = () => widget.evaluate((element) => element.shadowRoot!.querySelector(".fit")!.scrollTop);
  await widget.hover({ position: { x: 300, y: 200 } });
  await page.mouse.wheel(0, 300);
  await expect.poll(scrolled).toBeGreaterThan(100);
});

test("without a limit, or with room enough, nothing is added", async ({ page, open }) => {
  await open('<lesson-widget id="w" name="step-count" style="max-height: 5000px"></lesson-widget>');
  await expect(page.getByRole("button", { name: "Show all of it" })).toBeHidden();
});
