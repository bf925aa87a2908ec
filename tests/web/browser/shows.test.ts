// Words of the text that show something in a figure.

import type { Page } from "@playwright/test";
import { expect, lookAnyway, stateOf, test, violations } from "./page.js";

const word = (page: Page, of: string, text: string) => page.locator(`a.show[href="#${of}"]`, { hasText: text });

test("a word puts its figure into its state by key, brings it into view, says so and keeps the focus", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  const figure = page.locator("lesson-widget#practised-times");
  await lookAnyway(page, "practised-times");
  const shifted = word(page, "practised-times", "shifted");
  await shifted.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".show-said")).toContainText("How often each time is practised: ");
  await expect(page.locator(".show-said")).toContainText("shifted by 3");
  expect(await stateOf(figure)).toMatchObject({ law: "logit-normal", shift: 3 });
  await expect(figure).toBeInViewport();
  await expect(shifted).toBeFocused();
  await expect(shifted).toHaveAttribute("aria-current", "true");

  const even = word(page, "practised-times", "even sampling");
  await even.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".show-said")).toContainText("Uniform");
  await expect(even).toHaveAttribute("aria-current", "true");
  await expect(shifted).not.toHaveAttribute("aria-current", "true");
});

test("a word is the current one as long as its figure shows what it says", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  await lookAnyway(page, "cost-crossing");
  const entries = word(page, "cost-crossing", "attention weights");
  await entries.click();
  await expect(entries).toHaveAttribute("aria-current", "true");
  const figure = page.locator("lesson-widget#cost-crossing");
  await figure.getByRole("button", { name: "Memory", exact: true }).click();
  await expect(entries).not.toHaveAttribute("aria-current", "true");
});

test("a word whose figure is covered tells of the prediction, and not of its answer", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  await word(page, "practised-times", "shifted").press("Enter");
  const said = "How often each time is practised: What stands here answers a prediction.";
  await expect(page.locator(".show-said")).toHaveText(said);
});

test("words that show hold in every state of theirs", async ({ page }) => {
  test.slow();
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  const words = page.locator("a.show");
  expect(await words.count()).toBeGreaterThan(8);
  for (const one of await words.all()) {
    await one.focus();
    await page.keyboard.press("Enter");
    await expect(one).toHaveAttribute("aria-current", "true");
  }
  expect(await violations(page)).toEqual([]);
});
