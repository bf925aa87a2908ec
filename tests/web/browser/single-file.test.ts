// web/dist/lesson.html: everything in one file, opened from disk with the network off.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runTheModel, seeAllWidgets } from "../scenario.js";
import { expect, test } from "./page.js";

const file = join(import.meta.dirname, "../../../web/dist/lesson.html");
const address = pathToFileURL(file).href;

test.beforeEach(async ({ context }) => {
  if (!existsSync(file)) throw new Error("web/dist/lesson.html is not built: npm run build --prefix web");
  await context.setOffline(true);
});

test("every widget draws and the model runs, asking nothing of any network", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address);
  const seen = await page.evaluate(seeAllWidgets);
  expect(seen.length).toBeGreaterThanOrEqual(4);
  for (const { id, problem, colors } of seen) {
    expect(problem, id).toBeUndefined();
    expect(colors, `colours in ${id}`).toBeGreaterThan(20);
  }
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
  expect(asked.filter((url) => url !== address && !/^(data|blob):/.test(url))).toEqual([]);
});

test("links to states, predictions and the way back to them work as on a server", async ({ page }) => {
  await page.goto(`${address}#step-count:v1.steps=28`);
  const widget = page.locator("#step-count");
  await expect(widget).toHaveJSProperty("status", "ready");
  expect(await widget.evaluate((element: HTMLElement & { state: object }) => element.state)).toMatchObject({
    steps: 28,
  });
  const choice = page.locator("#predict-backbone");
  await choice.getByRole("radio").first().check();
  await choice.getByRole("button", { name: "Commit" }).click();
  await page.reload();
  await expect(choice.locator(".verdict")).not.toBeEmpty();
});

test("its policy lets no other script run", async ({ page, watch }) => {
  watch.allow(/policy|Content Security Policy|Trusted/);
  await page.goto(address);
  const outcome = await page.evaluate(() => {
    const script = document.createElement("script");
    script.append("window.smuggled = true");
    const refused = (action: () => void) => {
      try {
        action();
        return false;
      } catch {
        return true;
      }
    };
    document.body.append(script);
    const html = refused(() => {
      document.body.insertAdjacentHTML("beforeend", "<p>");
    });
    return { ran: "smuggled" in window, html };
  });
  expect(outcome.ran).toBe(false);
  expect(outcome.html, "Trusted Types refuse plain text as HTML").toBe(true);
});
