// How the system's own Chromium is started: for the browser tests, and for measuring. LESSON_CHROMIUM names another.

import { existsSync } from "node:fs";

const places = [
  process.env.LESSON_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export const chromium = {
  executablePath: places.find((path) => path && existsSync(path)),
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
};
