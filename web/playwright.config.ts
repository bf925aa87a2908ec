import { defineConfig } from "@playwright/test";
import { chromium } from "./build/chromium.mjs";

export default defineConfig({
  projects: [
    { name: "chromium", testDir: "../tests/web/browser" },
    { name: "package", testDir: "../tests/web/package" },
    { name: "timing", testDir: "../tests/web/timing" }, // to be run with nothing beside it
    { name: "hosting", testDir: "../tests/web/hosting", workers: 1 }, // starts web servers
    { name: "notebook", testDir: "../tests/web/notebook", workers: 1 }, // JupyterLab: tools/notebook_python
    { name: "hosts", testDir: "../tests/web/hosts", workers: 1 }, // installs other people's tools from npm
    { name: "webkit", testDir: "../tests/web/webkit", workers: 1 }, // brings its own browser, too: tests/web/webkit
    { name: "webkit-all", testDir: "../tests/web/webkit-all", workers: 1 }, // all that was once audited there
    { name: "firefox", testDir: "../tests/web/firefox", workers: 1 }, // brings its own browser: tests/web/firefox
  ],
  outputDir: "../.cache/playwright",
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 2 : 0, // a busy machine may miss a deadline; what fails three times is broken
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    trace: "off",
    serviceWorkers: "block", // each test would keep the whole lesson for offline reading; offline.test.ts allows them
    launchOptions: chromium,
  },
});
