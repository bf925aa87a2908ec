// What a phone's browser does by itself: it enlarges the page around a field whose letters are below 16 px, and the text of a
// page that is turned.

import type { Page } from "@playwright/test";
import { expect, showAllWidgets, test } from "./page.js";

test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

/** Fields in which one types, with the size of their letters as it is on the screen, and lists. */
const fields = (page: Page) =>
  page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll("lesson-widget")].map((one) => one.shadowRoot!)];
    const typed = "input:not([type=radio], [type=checkbox], [type=range], [type=file]), select, textarea";
    return roots.flatMap((root) =>
      [...root.querySelectorAll<HTMLElement>(typed)].map((field) => {
        const drawn = field.offsetWidth ? field.getBoundingClientRect().width / field.offsetWidth : 1;
        const figure = root instanceof ShadowRoot ? root.host.id : (field.closest("form, section")?.id ?? "");
        return {
          name: `${figure} ${field.ariaLabel ?? field.getAttribute("name")}`,
          size: drawn * Number.parseFloat(getComputedStyle(field).fontSize),
        };
      }),
    );
  });

test("no field of the page makes it enlarge, and its text keeps its size when it is turned", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  // A prediction that is made brings a field of its own: what surprised the reader.
  await page.locator("#predict-split").getByRole("radio").first().check();
  await page.locator("#predict-split").getByRole("button", { name: "Commit" }).click();
  await expect(page.locator(".record textarea")).toHaveCount(1);
  const all = await fields(page);
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(({ size }) => size < 15.9)).toEqual([]);
  const css = await page.evaluate(async () => {
    const { href } = document.querySelector<HTMLLinkElement>("link[rel=stylesheet]")!;
    return (await fetch(href)).text();
  });
  expect(css).toMatch(/-webkit-text-size-adjust:\s*100%/); // Safari knows no other name
});

test("no field of a figure makes the page enlarge", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await showAllWidgets(page);
  const all = (await fields(page)).filter(({ name }) => /^(encoder-shapes|pipeline-tracer|step-count) /.test(name));
  expect(all.length).toBeGreaterThan(4);
  expect((await fields(page)).filter(({ size }) => size < 15.9)).toEqual([]);
});

test("buttons side by side or below each other stand apart", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  const near = await page.evaluate(() => {
    const found: string[] = [];
    for (const row of document.querySelectorAll("p:has(> button + button), .bench-controls")) {
      const boxes = [...row.querySelectorAll("button")].map(
        (one) => [one.textContent, one.getBoundingClientRect()] as const,
      );
      for (const [i, [name, a]] of boxes.entries())
        for (const [other, b] of boxes.slice(i + 1)) {
          const across = Math.max(a.left - b.right, b.left - a.right);
          const down = Math.max(a.top - b.bottom, b.top - a.bottom);
          if (a.width > 0 && b.width > 0 && Math.max(across, down) < 4) found.push(`${name}, ${other}`);
        }
    }
    return found;
  });
  expect(near).toEqual([]);
});
