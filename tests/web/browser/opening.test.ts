// The first screen: recorded until its button is pressed, then the tiny SD3 at work.

import type { Page } from "@playwright/test";
import { expect, test } from "./page.js";

async function open(page: Page) {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  return page.locator(".opening-figure");
}

/** The veil's darkness by patch, 0 to 255. */
const veil = (page: Page) =>
  page.locator(".opening-veil").evaluate((canvas: HTMLCanvasElement) => {
    if (canvas.hidden) return [];
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    return Array.from({ length: canvas.width * canvas.height }, (_, i) => data[4 * i + 3]!);
  });

test("stands in the first window, and fetches no model before it is asked", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const figure = await open(page);
  await expect(figure.locator(".opening-stage")).toBeInViewport({ ratio: 0.9 });
  await expect(figure.getByRole("button", { name: "Paint it here" })).toBeInViewport();
  await page.waitForTimeout(1000);
  expect(asked.filter((url) => url.endsWith(".safetensors"))).toEqual([]);
});

test("a word shows which patches read it: recorded, each word its own", async ({ page }) => {
  const figure = await open(page);
  expect(await veil(page)).toEqual([]);
  const words = figure.locator(".opening-prompt button");
  await expect(words).toHaveText(["a", "crane", "near", "a", "river", "at", "sunset"]);
  await words.nth(1).press("Enter");
  await expect(words.nth(1)).toHaveAttribute("aria-pressed", "true");
  const crane = await veil(page);
  expect(crane).toHaveLength(256);
  expect(Math.min(...crane)).toBe(0); // the patch that reads it most
  expect(Math.max(...crane)).toBeGreaterThan(150);
  await expect(figure.getByRole("status")).toContainText(
    /“crane”: the patch in row \d+, column \d+ of 16 reads it the most/,
  );
  await words.nth(4).press("Enter");
  expect(await veil(page)).not.toEqual(crane);
  await words.nth(4).press("Enter");
  expect(await veil(page)).toEqual([]);
});

test("the button paints another prompt here, step by step, and its words are then read", async ({ page }) => {
  test.slow();
  const figure = await open(page);
  await figure.getByLabel("Prompt").fill("  ");
  await figure.getByRole("button").last().press("Enter");
  await expect(figure.getByRole("status")).toHaveText("The prompt is empty.");
  await figure.getByLabel("Prompt").fill("a red wombat");
  await page.keyboard.press("Enter");
  await expect(figure.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(figure.getByRole("status")).toContainText(/Step \d+ of \d+/, { timeout: 120_000 });
  await expect(figure.getByRole("status")).toContainText("Painted on this machine.", { timeout: 120_000 });
  await expect(figure.getByRole("status")).toContainText("It does not know: wombat.");
  await expect(figure.locator(".badge")).toHaveText("live");
  await expect(figure.locator(".opening-stage img")).toHaveAttribute("src", /^data:image/);
  const words = figure.locator(".opening-prompt button");
  await expect(words).toHaveText(["a", "red", "wombat"]);
  await words.nth(1).click();
  expect(await veil(page)).toHaveLength(256);
});

test("the map beside the contents lights up where the reader is", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page);
  const lit = () =>
    page.locator(".model-map .here").evaluateAll((all) => all.map((one) => one.getAttribute("data-part")));
  for (const [section, parts] of [
    ["text-encoders", ["readers", "summary"]],
    ["flow", ["step"]],
    ["summary", []],
  ] as const) {
    await page.evaluate((id) => document.getElementById(id)!.scrollIntoView({ behavior: "instant" }), section);
    await expect.poll(async () => (await lit()).sort()).toEqual(parts);
  }
});
