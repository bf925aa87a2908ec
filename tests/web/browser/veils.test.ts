// Figures that would answer a prediction: covered until the reader has committed, or looks anyway.

import type { Page } from "@playwright/test";
import { expect, test, tooWide, violations } from "./page.js";

const veil = (page: Page, id: string) => page.locator(`figure:is(#${id}, :has(> #${id})) > .veil`);
const ready = (page: Page) => expect(page.locator("html")).toHaveAttribute("data-practice", "");

/** What a screen reader has of the page. */
async function heard(page: Page): Promise<string> {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send("Accessibility.getFullAXTree");
  await client.detach();
  return nodes.flatMap(({ ignored, name }) => (ignored ? [] : [String(name?.value ?? "")])).join("\n");
}

async function commit(page: Page): Promise<void> {
  const form = page.locator("#predict-block-cost");
  await form.getByRole("textbox").fill("6");
  await form.getByRole("button", { name: "Commit" }).click();
}

test("nothing of a covered figure is seen, heard or reached until the prediction is made", async ({ page }) => {
  await page.goto("/");
  await ready(page);
  const [figure, cover] = [page.locator("figure:has(#cost-crossing)"), veil(page, "cost-crossing")];
  await cover.scrollIntoViewIfNeeded();
  const seen = await figure.evaluate((frame) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    const at = (x: number, y: number) => document.elementFromPoint(left + x * width, top + y * height);
    const parts = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.95].map((y) => at(x, y)));
    return parts.filter((one) => one && frame.contains(one) && !one.closest(".veil")).length;
  });
  expect(seen, "points of the figure that are not under the veil").toBe(0);
  const caption = "Where the curves cross, both ways cost the same";
  expect(await heard(page)).not.toContain(caption);
  await cover.getByRole("button", { name: "Look anyway" }).focus();
  await page.keyboard.press("Tab");
  expect(await figure.evaluate((frame) => frame.contains(document.activeElement))).toBe(false);
  await cover.getByRole("link").press("Enter");
  await expect(page.locator("#predict-block-cost")).toBeInViewport();
  await commit(page);
  await expect(cover).toHaveCount(0);
  expect(await heard(page)).toContain(caption);
  await page.reload();
  await ready(page);
  await expect(cover).toHaveCount(0);
  await page.getByRole("button", { name: "Forget all" }).click();
  await expect(cover).toHaveCount(1);
});

test("who looks anyway is asked once, and the focus goes on in the figure", async ({ page }) => {
  await page.goto("/");
  await ready(page);
  const look = veil(page, "runs-crane").getByRole("button", { name: "Look anyway" });
  await look.press("Enter");
  await expect(veil(page, "runs-crane")).toHaveCount(0);
  await expect(page.locator("#runs-crane").getByRole("button", { name: "Paint them here" })).toBeFocused();
  await expect(veil(page, "runs-readers")).toHaveCount(1);
  await page.reload();
  await ready(page);
  await expect(veil(page, "runs-crane")).toHaveCount(0);
});

test("no covered figure breaks the page: names, width, paper", async ({ page }) => {
  await page.goto("/");
  await ready(page);
  expect(await page.locator(".veil").count()).toBeGreaterThan(7);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await tooWide(page, 320)).toEqual([]);
  await page.emulateMedia({ media: "print" });
  await expect(veil(page, "runs-readers")).toBeHidden();
});

test("the opening does not show what lab 2 asks for", async ({ page }) => {
  await page.goto("/");
  const of = (selector: string) =>
    page.locator(selector).evaluate((one: HTMLElement) => `${one.dataset.prompt}, ${one.dataset.seed}`);
  const opening = await of(".opening-figure");
  for (const id of ["lab2-crane", "lab2-above-even", "lab3-predict"])
    expect(await of(`#${id}`), id).not.toBe(opening);
});
