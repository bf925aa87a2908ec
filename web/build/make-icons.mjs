// Draws the icons of the installed lesson from its one drawing, lesson/styles/icon.svg.   npm run icons

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "@playwright/test";
import { chromium } from "./chromium.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const drawing = readFileSync(`${web}lesson/styles/icon.svg`, "utf8");
const paper = /<rect[^>]*fill="([^"]+)"/.exec(drawing)[1];
// Phones cut maskable icons to their own shape: paper to the edges, the drawing inside the safe middle.
const icons = [
  { file: "192.png", size: 192, share: 1 },
  { file: "512.png", size: 512, share: 1 },
  { file: "maskable-512.png", size: 512, share: 0.7, ground: paper },
  { file: "apple-touch-180.png", size: 180, share: 0.86, ground: paper },
];

const browser = await playwright.launch(chromium);
for (const { file, size, share, ground = "transparent" } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>html{background:${ground}}body{margin:0;height:100vh;display:grid;place-items:center}svg{width:${share * 100}vw}</style>${drawing}`,
  );
  writeFileSync(`${web}public/icons/${file}`, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
