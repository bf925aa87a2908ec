// Every system of the lesson happens in its figure, and one chosen word is marked in all figures that show words.

import type { Page } from "@playwright/test";
import { systems } from "../systems.js";
import { expect, showWidget, test } from "./page.js";

type Figure = HTMLElement & { state: object; describe(): string; ready: Promise<void> };

for (const { name, figure, state } of systems()) {
  if (!figure) continue;
  test(`${name} in #${figure}`, async ({ page }) => {
    await page.goto("/");
    await showWidget(page, figure);
    const element = page.locator(`#${figure}`);
    await element.evaluate((one: Figure, wanted) => {
      one.state = wanted;
    }, state);
    const [kept, words] = await element.evaluate((one: Figure) => [one.state, one.describe()] as const);
    expect(kept).toMatchObject(state);
    expect(words.length).toBeGreaterThan(40);
  });
}

/** Figures in which a word is a button: whether "crane" is pressed there. */
async function cranes(page: Page): Promise<Record<string, boolean>> {
  return page.evaluate(() => {
    const found: Record<string, boolean> = {};
    for (const one of document.querySelectorAll("lesson-widget")) {
      const buttons = [...(one.shadowRoot?.querySelectorAll("button[aria-pressed]") ?? [])];
      const chip = buttons.find((button) => /^crane\b/.test(button.ariaLabel ?? button.textContent ?? ""));
      if (chip) found[one.id] = chip.ariaPressed === "true";
    }
    return found;
  });
}

test("a word chosen in one figure is marked in all", async ({ page }) => {
  await page.goto("/");
  const ids = await page.locator("lesson-widget").evaluateAll((all) => all.map(({ id }) => id));
  for (const id of ids) await showWidget(page, id);
  await page.locator("#pipeline-tracer").evaluate((one: Figure) => {
    one.state = { prompt: "a crane near a river at sunset" };
  });
  await page.locator("#attention-quadrants").evaluate((one: Figure) => {
    one.state = { token: 2 };
  });
  for (const id of ids) await showWidget(page, id); // each draws again once it is in sight
  const marked = await cranes(page);
  expect(Object.keys(marked).length).toBeGreaterThanOrEqual(5);
  expect(Object.entries(marked).filter(([, pressed]) => !pressed)).toEqual([]);
});
