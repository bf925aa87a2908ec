import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The system's own browser; LESSON_CHROMIUM names another.
const chromium = [
  process.env.LESSON_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));

export default defineConfig({
  testDir: "../tests/web/browser",
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
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
