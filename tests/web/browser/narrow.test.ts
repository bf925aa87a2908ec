// A phone's page is as wide as the phone, whatever is folded away in it, opened or shown beside a word.

import type { Page } from "@playwright/test";
import { expect, settle, test, tooWide } from "./page.js";

/** Folds of every kind at once: asides, answers as they stand after a commitment, and the contents. */
async function fold(page: Page, open: boolean): Promise<number> {
  await page.locator(":root[data-practice]").waitFor({ state: "attached" }); // or its script closes the answers again
  const folds = await page.locator("details").evaluateAll((all, open) => {
    for (const details of all as HTMLDetailsElement[]) {
      if (details.matches(".answer")) details.hidden = !open;
      details.open = open;
    }
    return all.length;
  }, open);
  await settle(page);
  return folds;
}

for (const width of [320, 360]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 640 } });

    test("the whole page fits, all folds closed and all of them open", async ({ page }) => {
      await page.goto("/");
      expect(await tooWide(page, width), "as it comes").toEqual([]);
      expect(await fold(page, false)).toBeGreaterThan(20);
      expect(await tooWide(page, width), "closed").toEqual([]);
      await fold(page, true);
      expect(await tooWide(page, width), "open").toEqual([]);
    });

    test("every term's meaning is shown within the window", async ({ page }) => {
      await page.goto("/");
      await fold(page, true);
      const terms = await page.locator("main .term").evaluateAll(
        (all, width) =>
          (all as HTMLElement[]).map((term) => {
            term.focus();
            const { left, right, height } = term.querySelector(".term-means")!.getBoundingClientRect();
            const within = height > 0 && left >= 0 && right <= width && document.documentElement.scrollWidth <= width;
            return { term: term.firstChild?.textContent, within };
          }),
        width,
      );
      expect(terms.length).toBeGreaterThan(5);
      expect(terms.filter(({ within }) => !within)).toEqual([]);
    });
  });
}
