// The lesson page as a reader meets it: predictions, contents, numbers, weight and speed.

import { expect, names, settle, showWidget, test } from "./page.js";

test("predictions: commit, see the answer scored, find it again, forget it", async ({ page }) => {
  await page.goto("/");
  const choice = page.locator("#predict-backbone");
  await expect(choice.locator("details.answer")).toBeHidden();
  await expect(choice.getByRole("button", { name: "Commit" })).toBeDisabled();
  await choice.getByRole("radio").first().check();
  await choice.getByRole("button", { name: "Commit" }).click();
  await expect(choice.locator(".verdict")).toContainText("Stable Diffusion did it");
  await expect(choice.locator("details.answer")).toBeVisible();

  const number = page.locator("#predict-text-share");
  await number.getByRole("textbox").fill("70");
  await page.keyboard.press("Enter");
  await expect(number.locator(".verdict")).toContainText("Right: it is 72");

  await page.reload();
  await expect(number.locator(".verdict")).toContainText("Right");
  await expect(page.locator(".record-words")).toContainText(/^2 of \d+ made, 1 right/);
  await page.getByRole("button", { name: "Forget all" }).click();
  await expect(number.locator("details.answer")).toBeHidden();
  await expect(page.locator(".record-words")).toContainText("None yet");
});

test("predictions: answers that the page computes are those of the catalogue", async ({ page }) => {
  await page.goto("/");
  const answers = { "predict-text-share": "72.5 %", "lab1-predict": "34.1 %" };
  for (const [id, right] of Object.entries(answers)) {
    const form = page.locator(`#${id}`);
    await form.getByRole("textbox").fill("1");
    await form.getByRole("button", { name: "Commit" }).click();
    await expect(form.locator(".verdict")).toHaveText(`You said 1; it is ${right}.`);
    await expect(form.locator(".worked .badge")).toHaveText("computed on this machine");
  }
});

test("the foot of the page leads to the licences of what it is made of", async ({ page }) => {
  await page.goto("/");
  const path = await page.locator(".page-foot a").getAttribute("href");
  const answer = await page.request.get(path!);
  expect(answer.ok()).toBe(true);
  expect(await answer.text()).toContain("Dear ImGui: ");
});

test("links elsewhere are whole, and headings go down one level at a time", async ({ page }) => {
  await page.goto("/");
  const outside = await page
    .locator('a[href^="http"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
  expect(outside.length).toBeGreaterThan(5);
  for (const link of outside) expect(new URL(link).protocol, link).toBe("https:");
  const levels = await page
    .locator("h1, h2, h3, h4, h5")
    .evaluateAll((all) => all.map((one) => Number(one.localName[1])));
  const jumps = levels.filter((level, i) => i > 0 && level > levels[i - 1]! + 1);
  expect(jumps).toEqual([]);
});

test("predictions: an order is made by keyboard alone", async ({ page }) => {
  await page.goto("/");
  const order = page.locator("#predict-weights");
  for (let round = 0; round < 5; round++) {
    for (let i = 4; i > 0; i--) {
      const [above, item] = [order.locator("li").nth(i - 1), order.locator("li").nth(i)];
      if (Number(await above.getAttribute("data-value")) > Number(await item.getAttribute("data-value"))) {
        await item.getByRole("button", { name: /up$/ }).press("Enter");
      }
    }
  }
  await order.getByRole("button", { name: "Commit" }).press("Enter");
  await expect(order.locator(".verdict")).toHaveText("All in their places.");
});

test("contents: every entry leads to its section, and the one being read is marked", async ({ page }) => {
  await page.goto("/");
  const links = page.locator(".contents a");
  expect(await links.count()).toBe(15);
  await links.nth(7).click();
  await expect(page.locator("#mmdit-block")).toBeInViewport();
  await expect(page.locator('.contents a[aria-current="true"]')).toHaveText("The block");
});

test("numbers and links: nothing is missing, nothing leads nowhere", async ({ page }) => {
  await page.goto("/");
  const text = await page.locator("main").textContent();
  expect(text).not.toMatch(/…\s*(parameters|tokens|%)|NaN|undefined|\[object/);
  expect(text).toContain("2.03 billion");
  const dead = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
      .map((a) => a.hash.slice(1))
      .filter((id) => !document.getElementById(id)),
  );
  expect(dead).toEqual([]);
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
  expect(twice).toEqual([]);
});

test("nothing moves while widgets load", async ({ page }) => {
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
        (window as unknown as { shift: number }).shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto("/");
  for (const name of names) {
    await page.locator(`#${name}`).scrollIntoViewIfNeeded();
    await page.waitForTimeout(700);
  }
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.02);
});

test("timings, for the record", async ({ page }) => {
  const first = async () => {
    await page.goto("/#step-count:v1.steps=28");
    await page
      .locator("#step-count")
      .evaluate((element) => element.scrollIntoView({ block: "start", behavior: "instant" }));
    await showWidget(page, "step-count");
    return page.evaluate(
      () => performance.getEntriesByName("lesson-widget:step-count:ready")[0]?.startTime ?? Number.NaN,
    );
  };
  const cold = await first();
  await page.goto("about:blank");
  const warm = await first();
  await settle(page);
  console.log(`  first widget interactive: ${cold.toFixed(0)} ms cold, ${warm.toFixed(0)} ms warm`);
  expect(cold).toBeGreaterThan(0);
});
