// Records a picture of every widget of the built lesson, for browsers that cannot run them: public/recorded/NAME.webp (NAME.PART-PART.webp of parts),
// and the states they were taken in, by which the tests notice when a widget has changed since.
//   npm run build && npm run record && npm run build

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium as playwright } from "@playwright/test";
import { serve } from "../../tools/server.mjs";
import { chromium } from "./chromium.mjs";
import { recordingName } from "./recording-name.mjs";
import { runEnded } from "./run-ended.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const folder = `${web}public/recorded`;

/** Runs in the page, before anything was pressed: a run changes what others show of it. */
async function untouched(elements) {
  const all = [];
  for (const element of elements) {
    const { name, parts, state } = await element.ready;
    all.push({ name, parts, state });
  }
  return all;
}
/** Runs in the page: the widget is in sight, and has begun a run where there is nothing to see before. */
async function begun(element) {
  element.scrollIntoView({ block: "start", behavior: "instant" });
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  await pause(1500);
  const { name, parts } = element;
  if (!/Press Run/.test(element.describe())) return { name, parts };
  const buttons = [...element.shadowRoot.querySelectorAll("button")];
  buttons.find((button) => button.ariaLabel === "Run")?.click();
  await pause(500);
  return { name, parts };
}
/** Runs in the page: the widget's picture as a data URL. */
function picture(element) {
  const canvas = element.shadowRoot.querySelector("canvas");
  // Without the last row: what can be taken away, and the label of what is computed live.
  const labels = [...element.shadowRoot.querySelectorAll("button")];
  const save = labels.find((button) => button.ariaLabel === "Save picture");
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = Math.min(canvas.height, (save?.offsetTop ?? canvas.height) - 8);
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0);
  // What stands in fields is the page's, not the canvas's.
  const [frame, scale] = [canvas.getBoundingClientRect(), canvas.width / canvas.getBoundingClientRect().width];
  for (const field of element.shadowRoot.querySelectorAll("input.field")) {
    const [box, style] = [field.getBoundingClientRect(), getComputedStyle(field)];
    context.font = `${Number.parseFloat(style.fontSize) * scale}px ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textBaseline = "middle";
    const left = box.left - frame.left + Number.parseFloat(style.paddingLeft);
    context.fillText(field.value, left * scale, (box.top + box.height / 2 - frame.top) * scale);
  }
  return copy.toDataURL("image/webp", 0.8);
}

const server = await serve(`${web}dist/site`, 0);
const browser = await playwright.launch(chromium);
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, serviceWorkers: "block" });
await page.goto(`http://localhost:${server.address().port}/`);
const ids = await page.locator("lesson-widget").evaluateAll((all) => all.map(({ id }) => id));
const shown = await page.locator("lesson-widget").evaluateAll(untouched);
const states = Object.fromEntries(shown.map(({ state, ...of }) => [recordingName(of), state]));
mkdirSync(folder, { recursive: true });
for (const id of ids) {
  const widget = page.locator(`#${id}`);
  const name = recordingName(await widget.evaluate(begun));
  await widget.evaluate(runEnded);
  await page.waitForTimeout(1500); // the last pictures are drawn
  const bytes = Buffer.from((await widget.evaluate(picture)).split(",")[1], "base64");
  writeFileSync(`${folder}/${name}.webp`, bytes);
  console.log(`${name}: ${(bytes.length / 1000).toFixed(1)} KB`);
}
writeFileSync(`${folder}/states.json`, `${JSON.stringify(states, null, 2)}\n`);
await browser.close();
server.closeAllConnections();
server.close();
