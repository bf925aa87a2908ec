// What readers do that nobody asked them to: numbers in their own spelling, no answer, a changed mind, a prompt left
// empty, a browser that keeps nothing, a model that cannot be fetched, everything forgotten while it runs.

import { expect, test, violations } from "./page.js";

const shareOfReaders = "#predict-text-share";

test("numbers are taken as people write them, and refused with a reason", async ({ page }) => {
  await page.goto("/");
  const form = page.locator(shareOfReaders);
  const [field, commit] = [form.getByRole("textbox"), form.getByRole("button", { name: "Commit" })];
  await expect(commit).toBeDisabled();
  for (const [typed, reason] of [
    ["a lot", "not a number"],
    ["120", "between 0 and 100"],
    ["1 000", "between 0 and 100"],
    ["1e3", "between 0 and 100"],
  ] as const) {
    await field.fill(typed);
    await page.keyboard.press("Enter");
    await expect(form.getByRole("alert")).toContainText(reason);
    await expect(field).toBeFocused();
    await expect(field).toHaveAccessibleDescription(new RegExp(reason));
    await expect(form.locator("details.answer")).toBeHidden();
  }
  expect(await violations(page)).toEqual([]);
  await field.fill("72,5 %"); // a changed mind takes the complaint away
  await expect(form.getByRole("alert")).toBeHidden();
  await commit.click();
  await expect(form.locator(".verdict")).toContainText("Right: it is 72.5 %.");
  await page.reload();
  await expect(field).toHaveValue("72.5");
  await expect(form.locator(".verdict")).toContainText("Right");
});

test("a choice may be changed until it is committed, and not after", async ({ page }) => {
  await page.goto("/");
  const form = page.locator("#predict-split");
  await form.getByRole("radio").first().check();
  await form.getByRole("radio").nth(1).check();
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(form.locator(".verdict")).toHaveText("Shared listening, separate thinking.");
  await expect(form.getByRole("radio").first()).toBeDisabled();
  await expect(form.locator("details.answer > summary")).toBeFocused();
});

test("an order is told while it is made, and says where each belonged", async ({ page }) => {
  await page.goto("/");
  const form = page.locator("#predict-weights");
  await form
    .getByRole("button", { name: /^Move .* down$/ })
    .first()
    .press("Enter");
  await expect(form.getByRole("status").filter({ hasText: "is 2 of 5." })).toHaveCount(1);
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(form.locator(".order .reply")).toHaveCount(5);
  await expect(form.locator('li[data-value="0"] .reply')).toHaveText("Belongs at 1.");
  await page.getByRole("button", { name: "Forget all" }).click();
  await expect(form.locator(".order .reply")).toHaveCount(0);
});

test("marked patches are counted, and no more are taken than asked for", async ({ page }) => {
  await page.goto("/");
  const form = page.locator("#lab2-crane");
  await form.getByRole("gridcell").first().focus();
  for (let i = 0; i < 13; i++) {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
  }
  await expect(form.locator('[aria-selected="true"]')).toHaveCount(12);
  await expect(form.getByRole("status").filter({ hasText: "All 12 are marked: clear one first." })).toHaveCount(1);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  await expect(form.getByRole("status").filter({ hasText: "11 of 12 marked." })).toHaveCount(1);
});

test("where nothing can be kept, everything else works", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get: () => {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await page.goto("/");
  const form = page.locator("#predict-backbone");
  await form.getByRole("radio").nth(2).check();
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(form.locator(".verdict")).toContainText("In this comparison, yes");
  await expect(page.locator(".record-words")).toContainText(/^1 of \d+ made, 1 right/);
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("what could not be worked out says why, and is tried again at a press", async ({ page, watch }) => {
  watch.allow(/404|Failed to load resource/);
  await page.route(/\.safetensors(\?|$)/, (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.goto("/");
  const form = page.locator("#lab2-above-even");
  await form.getByRole("radio").last().check();
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(form.locator(".verdict")).toContainText("could not be worked out in this browser.");
  await expect(form.locator(".verdict")).toContainText("tiny-sd3");
  const bench = page.locator("#bench-2");
  await bench.getByRole("button", { name: "Run" }).click();
  await expect(bench.locator(".bench-state")).toContainText("tiny-sd3");
  await expect(bench.getByRole("button", { name: "Run" })).toBeEnabled();

  await page.reload(); // the answer stands, and still waits for its working
  await expect(form.getByRole("radio").last()).toBeChecked();
  await page.unroute(/\.safetensors(\?|$)/);
  await form.getByRole("button", { name: "Work it out again" }).click();
  await expect(form.locator(".worked .badge")).toHaveText("computed on this machine", { timeout: 120_000 });
  await expect(form.locator(".verdict")).not.toContainText("could not");
  await expect(form.getByRole("button", { name: "Work it out again" })).toBeHidden();
});

test("a bench says what it cannot run, stops when told, and forgets", async ({ page }) => {
  test.slow();
  await page.goto("/");
  const form = page.locator("#lab3-predict");
  await form.getByRole("radio").first().check();
  await form.getByRole("button", { name: "Commit" }).click();
  const bench = page.locator("#bench-3");
  const [run, state] = [bench.getByRole("button", { name: "Run" }), bench.locator(".bench-state")];
  await expect(run).toBeEnabled({ timeout: 120_000 });

  await bench.getByLabel("Prompt").fill("  ");
  await run.click();
  await expect(state).toContainText("The prompt is empty");
  await expect(bench.getByLabel("Prompt")).toBeFocused();
  await bench.getByLabel("Prompt").fill("a red cat");
  for (const seed of ["", "-1", "1.5", "1e9"]) {
    await bench.getByLabel("Seed").fill(seed);
    await run.click();
    await expect(state).toHaveText("The seed is a whole number from 0 to 999999.");
  }
  await bench.getByLabel("Seed").fill("3");
  await run.click();
  await expect(bench.getByRole("button", { name: "Stop" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(state).toHaveText("Stopped.");
  await expect(run).toBeFocused();

  await run.click();
  await page.getByRole("button", { name: "Forget all" }).click();
  await expect(bench.getByRole("button", { name: "Stop" })).toBeHidden();
  await expect(run).toBeDisabled();
  await expect(bench.locator(".bench-poster")).toBeVisible();
});

test("forgotten while it is worked out, an answer stays forgotten", async ({ page }) => {
  test.slow();
  await page.goto("/");
  const first = page.locator("#predict-split");
  await first.getByRole("radio").first().check();
  await first.getByRole("button", { name: "Commit" }).click();
  const form = page.locator("#lab3-predict");
  await form.getByRole("radio").first().check();
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(form.locator(".verdict")).toContainText("Working it out");
  await page.getByRole("button", { name: "Forget all" }).click();
  await expect(form.getByRole("button", { name: "Commit" })).toBeVisible();
  await page.waitForTimeout(8000);
  await expect(form.locator("details.answer")).toBeHidden();
  await expect(page.locator(".record-words")).toContainText("None yet");
});

test("a reader's page holds what was predicted, what came out and what surprised, over a reload and in a file", async ({
  page,
}) => {
  await page.goto("/");
  const form = page.locator("#predict-split");
  await form.getByRole("radio").first().check();
  await form.getByRole("button", { name: "Commit" }).click();
  const entry = page.locator(".record-list li");
  await expect(entry).toContainText("You: To save computation in the feed-forward network.");
  await expect(entry).toContainText("The attention is over by then");
  await entry.getByLabel("What surprised me").fill("That it costs the same.");
  await page.reload();
  await page.locator("#predictions").scrollIntoViewIfNeeded();
  await expect(entry.getByLabel("What surprised me")).toHaveValue("That it costs the same.");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  const text = await (await saved).createReadStream().then(async (stream) => {
    let all = "";
    for await (const piece of stream) all += piece;
    return all;
  });
  expect(JSON.parse(text).answers[0]).toMatchObject({ id: "predict-split", note: "That it costs the same." });
});
