// Answers are committed without form submission, which sandboxed frames forbid; what is kept is checked like any input.

import type { Page } from "@playwright/test";
import { expect, test } from "./page.js";

/** The lesson in a frame that allows no forms. */
async function sandboxed(page: Page, site: string) {
  await page.route("**/frame.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><title>A course</title><link rel="icon" href="data:,">
        <iframe title="The lesson" sandbox="allow-scripts allow-same-origin" src="/" style="width: 1100px; height: 700px"></iframe>`,
    }),
  );
  await page.goto(`${site}/frame.html`);
  return page.frameLocator("iframe");
}

test("in a frame without allow-forms: a choice by a press, a number by Enter", async ({ page, site, watch }) => {
  watch.allow(/sandbox/i);
  const frame = await sandboxed(page, site);
  const choice = frame.locator("#predict-backbone");
  await choice.getByRole("radio").first().check();
  await choice.getByRole("button", { name: "Commit" }).click();
  await expect(choice.locator(".verdict")).not.toBeEmpty();
  const number = frame.locator('form.predict[data-kind="number"]:not([data-live])').first();
  await number.getByRole("textbox").fill("12");
  await number.getByRole("textbox").press("Enter");
  await expect(number.locator(".verdict")).not.toBeEmpty();
});

test("in a frame without allow-downloads a save says so", async ({ page, site, watch }) => {
  watch.allow(/sandbox|Download/i);
  const frame = await sandboxed(page, site);
  const choice = frame.locator("#predict-backbone");
  await choice.getByRole("radio").first().check();
  await choice.getByRole("button", { name: "Commit" }).click();
  await frame.locator('[data-record="save"]').click();
  await expect(frame.locator(".record-words")).toContainText("allow-downloads");
});

const key = (name: string) => `lesson:sd3-and-flux:${name}:1`;
const good = { given: "0", at: "2026-01-01T00:00:00.000Z" };

/** Records as other hands may have left them, each beside a good one. */
const tampered: Record<string, unknown> = {
  "no record": 5,
  "no answer": {},
  "an answer that is no text": { given: 7 },
  "an option that there is not": { given: '9"] , input[value="0' },
  "working that is none": { given: "0", worked: "x" },
  "rows of the working that are none": { given: "0", worked: [[1], null] },
  "a right answer of another kind": { given: "0", right: {} },
};
for (const [what, bad] of Object.entries(tampered)) {
  test(`kept predictions with ${what}: set aside alone, the rest is there`, async ({ page }) => {
    await page.addInitScript(
      ([key, text]) => localStorage.getItem(key!) ?? localStorage.setItem(key!, text!),
      [
        key("predictions"),
        JSON.stringify({ "predict-backbone": good, "predict-adaln-share": bad, "predict-split": bad, gone: bad }),
      ],
    );
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("data-practice", "");
    await expect(page.locator("#predict-backbone .verdict")).not.toBeEmpty();
    const other = page.locator("#predict-split");
    await other.getByRole("radio").first().check();
    await other.getByRole("button", { name: "Commit" }).click();
    await expect(other.locator(".verdict")).not.toBeEmpty();
    const kept = await page.evaluate(
      (key) => Object.keys(JSON.parse(localStorage.getItem(key)!)),
      key("predictions"),
    );
    // An answer to a question that this page does not have stays for the page that has it.
    expect(kept.filter((id) => id !== "gone").sort()).toEqual(["predict-backbone", "predict-split"]);
    expect(await page.evaluate((key) => localStorage.getItem(`${key}:set-aside`), key("predictions"))).toBeTruthy();
  });
}

test("whatever is kept, the page works", async ({ page }) => {
  const keys = ["read", "appearance", "lab-bench-1", "predictions"].map(key);
  await page.goto("/");
  for (const text of ["{broken", "null", "7", '"x"', "[]", "[1, {}]", '{"rows": [[]]}']) {
    await page.evaluate(([keys, text]) => keys.map((key) => localStorage.setItem(key, text)), [keys, text] as const);
    await page.reload();
    await expect(page.locator("html"), text).toHaveAttribute("data-practice", "");
    await expect(page.locator(".record-words"), text).toContainText("None yet");
    await expect(page.locator("#bench-1 .bench-state"), text).not.toBeEmpty();
  }
});

test("saved predictions open again; others are refused in words", async ({ page }) => {
  await page.goto("/");
  const choice = page.locator("#predict-backbone");
  await choice.getByRole("radio").first().check();
  await choice.getByRole("button", { name: "Commit" }).click();
  const verdict = await choice.locator(".verdict").textContent();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator('[data-record="save"]').click()]);
  const file = await download.path();
  await page.locator('[data-record="reset"]').click();
  await expect(choice.locator(".verdict")).toBeEmpty();
  const open = async (what: Parameters<import("@playwright/test").FileChooser["setFiles"]>[0]) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.locator('[data-record="open"]').click(),
    ]);
    await chooser.setFiles(what);
  };
  await open({ name: "other.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(page.locator(".record-words")).toContainText("no file of saved predictions");
  await open(file);
  await expect(page.locator(".record-words")).toContainText("1 taken from the file");
  await expect(choice.locator(".verdict")).toHaveText(verdict!);
  await page.reload();
  await expect(choice.locator(".verdict")).toHaveText(verdict!);
});

test("a browser that keeps nothing is told of once", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.goto("/");
  const choice = page.locator("#predict-backbone");
  await choice.getByRole("radio").first().check();
  await choice.getByRole("button", { name: "Commit" }).click();
  const bar = page.locator(".update-bar");
  await expect(bar).toContainText("storage for this site is full");
  await bar.getByRole("button", { name: "Understood" }).click();
  await expect(bar).toHaveCount(0);
});
