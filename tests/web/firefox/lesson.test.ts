// The lesson in Firefox: served, and as one file opened from disk.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serve } from "../../../tools/server.mjs";
import { changeFasterThanFrames, runTheModel, seeAllWidgets } from "../scenario.js";
import { expect, test } from "./firefox.js";

const dist = join(import.meta.dirname, "../../../web/dist");

async function readsAndRuns(page: import("puppeteer-core").Page): Promise<void> {
  const seen = await page.evaluate(seeAllWidgets);
  expect(seen.length).toBeGreaterThanOrEqual(4);
  for (const { id, problem, colors, description } of seen) {
    expect(problem, id).toBeUndefined();
    expect(colors, `colours in ${id}`).toBeGreaterThan(20);
    expect(description, id).not.toBe("");
  }
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
}

test("the served lesson: every widget draws, the model runs", async ({ firefoxPage }) => {
  const server = await serve(join(dist, "site"), 0);
  try {
    await firefoxPage.goto(`http://localhost:${server.address().port}/`);
    await readsAndRuns(firefoxPage);
    for (const { control, last, shown, used } of await firefoxPage.evaluate(changeFasterThanFrames))
      expect({ shown, used }, control).toEqual({ shown: last, used: last });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("the lesson as one file from disk: every widget draws, the model runs", async ({ firefoxPage }) => {
  await firefoxPage.goto(pathToFileURL(join(dist, "lesson.html")).href);
  await readsAndRuns(firefoxPage);
  const asked = await firefoxPage.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(asked.filter((url) => !/^(data|blob):/.test(url))).toEqual([]);
});
