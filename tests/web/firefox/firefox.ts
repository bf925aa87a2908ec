// Debian's Firefox for the tests, driven through WebDriver BiDi (Playwright would need its own, patched build). Its
// window stands on a display of its own that nobody sees, since without one it has no WebGL.

import { existsSync } from "node:fs";
import { test as base } from "@playwright/test";
import { type Browser, launch, type Page } from "puppeteer-core";
import { startDisplay } from "../display.js";

const places = [process.env.LESSON_FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** `prefs`: further settings of the browser. */
export function startFirefox(display: string, prefs: Record<string, unknown> = {}): Promise<Browser> {
  const executablePath = places.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("Firefox is not installed: tools/setup test, or name it in LESSON_FIREFOX");
  return launch({
    browser: "firefox",
    executablePath,
    headless: false,
    env: { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1", MOZ_ENABLE_WAYLAND: "0" },
    defaultViewport: { width: 1200, height: 800 },
    protocolTimeout: 120_000,
    extraPrefsFirefox: {
      "webgl.force-enabled": true,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
      ...prefs,
    },
  });
}

export const test = base.extend<{ firefoxPage: Page; problems: string[] }, { firefox: Browser }>({
  firefox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      const { display, stop } = await startDisplay();
      try {
        const browser = await startFirefox(display);
        await use(browser);
        await browser.close();
      } finally {
        stop();
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
  problems: async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    if (problems.length > 0) throw new Error(problems.join("\n"));
  },
  /** Errors of the page fail the test. */
  firefoxPage: async ({ firefox, problems }, use) => {
    const page = await firefox.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => problems.push(`exception: ${(error as Error).message}`));
    await use(page);
    await page.close();
  },
});
export { expect } from "@playwright/test";
