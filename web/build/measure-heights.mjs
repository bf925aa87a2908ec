// Measures how tall each widget of the built lesson is at every width it may have, and writes the heights down
// as container queries: a page that reserves them does not move when its widgets load.
//   npm run build && npm run measure && npm run build

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "@playwright/test";
import { serve } from "../../tools/server.mjs";
import { chromium } from "./chromium.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const file = `${web}lesson/styles/widget-heights.css`;
const widths = Array.from({ length: 17 }, (_, i) => 280 + i * 40); // of the figure around the widget

const server = await serve(`${web}dist/site`, 0);
const browser = await playwright.launch(chromium);
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.goto(`http://localhost:${server.address().port}/`);
const heights = await page.evaluate(async (widths) => {
  const found = {};
  for (const element of document.querySelectorAll("lesson-widget")) {
    const figure = element.parentElement;
    const stage = element.shadowRoot.querySelector(".stage");
    await element.ready;
    found[element.id] = [];
    for (const width of widths) {
      figure.style.width = `${width}px`;
      element.scrollIntoView({ block: "start", behavior: "instant" });
      await new Promise((done) => setTimeout(done, 700));
      found[element.id].push(stage.offsetHeight);
    }
    figure.style.width = "";
  }
  return found;
}, widths);
await browser.close();
server.closeAllConnections();
server.close();

const rules = Object.entries(heights).flatMap(([id, values]) =>
  values.flatMap((height, i) => {
    if (i > 0 && height === values[i - 1]) return [];
    const rule = `  #${id} {\n    --lesson-height: ${height}px;\n  }\n`;
    return [i === 0 ? rule.replaceAll(/^ {2}/gm, "") : `@container widget (min-width: ${widths[i]}px) {\n${rule}}\n`];
  }),
);
const head = "/* Made by `npm run measure`: the heights of the widgets, so that nothing moves when they load. */\n";
writeFileSync(file, head + rules.join(""));
console.log(JSON.stringify(heights));
