// Measures how tall each widget of the built lesson is at every width it may have, and writes the heights down
// as container queries: a page that reserves them does not move when its widgets load.
//   npm run build && npm run measure && npm run build

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "@playwright/test";
import { serve } from "../../tools/server.mjs";
import { chromium } from "./chromium.mjs";
import { runEnded } from "./run-ended.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const file = `${web}lesson/styles/widget-heights.css`;
const screens = [320, 360, 390, 412, 600, 768, 820, 1024, 1280, 1440]; // that the page is read on

const server = await serve(`${web}dist/site`, 0);
const browser = await playwright.launch(chromium);
const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, serviceWorkers: "block" });
const address = `http://localhost:${server.address().port}/`;

/** Runs in the page: the widget is there and in sight; where it shows a run, one is begun, as readers will have one by then. */
async function shown(element) {
  await element.ready;
  element.scrollIntoView({ block: "start", behavior: "instant" });
  await new Promise((done) => setTimeout(done, 700));
  if (!/Press Run/.test(element.describe())) return;
  const buttons = [...element.shadowRoot.querySelectorAll("button")];
  buttons.find((button) => button.ariaLabel === "Run")?.click();
  await new Promise((done) => setTimeout(done, 700));
}
/** Runs in the page: the widget's height at each width of its figure. */
async function measured(element, widths) {
  const found = [];
  for (const width of widths) {
    element.parentElement.style.width = `${width}px`;
    element.scrollIntoView({ block: "start", behavior: "instant" });
    const [stage, canvas] = [".stage", "canvas"].map((part) => element.shadowRoot.querySelector(part));
    // Once it is drawn as wide as it now is, and nothing has moved for a while: a busy machine draws late.
    for (let still = 0, height = 0; still < 5; height = stage.offsetHeight) {
      await new Promise((done) => setTimeout(done, 100));
      const drawn = Math.abs(canvas.width - stage.offsetWidth * devicePixelRatio) <= 1;
      still = drawn && stage.offsetHeight === height ? still + 1 : 0;
    }
    found.push(stage.offsetHeight);
  }
  return found;
}

/** Of the figure around a widget: what those screens give it, and steps between them, for any other. */
async function figureWidths() {
  const widths = new Set(Array.from({ length: 9 }, (_, i) => 280 + i * 80));
  for (const width of screens) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(address);
    widths.add(
      Math.floor(await page.evaluate(() => document.querySelector("lesson-widget").parentElement.clientWidth)),
    );
  }
  await page.setViewportSize({ width: 1400, height: 900 });
  return [...widths].sort((a, b) => a - b);
}

const widths = await figureWidths();
await page.goto(address);
const ids = await page.locator("lesson-widget").evaluateAll((all) => all.map(({ id }) => id));
const heights = {};
for (const id of ids) {
  await page.goto(address); // anew: a run of one widget is seen in all
  const widget = page.locator(`#${id}`);
  await widget.evaluate(shown);
  await widget.evaluate(runEnded); // where the model runs at sight, the height is that of its run
  heights[id] = await widget.evaluate(measured, widths);
}
await browser.close();
server.closeAllConnections();
server.close();

// One query a width, with those widgets whose height is another there: a third of the bytes of a query for each. A few
// pixels are within what a machine's own letters differ by.
const same = 12;
const kept = {};
const rules = widths.map((width, i) => {
  const changed = Object.entries(heights).filter(([id, values]) => Math.abs(values[i] - (kept[id] ?? 0)) > same);
  for (const [id, values] of changed) kept[id] = values[i];
  const inner = changed.map(([id, values]) => `#${id} { --lesson-height: ${values[i]}px; }\n`).join("");
  if (i === 0 || inner === "") return inner;
  return `@container widget (min-width: ${width}px) {\n${inner.replaceAll(/^(?=.)/gm, "  ")}}\n`;
});
const head = "/* Made by `npm run measure`: the heights of the widgets, so that nothing moves when they load. */\n";
writeFileSync(file, head + rules.join(""));
console.log(JSON.stringify(heights));
