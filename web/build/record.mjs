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

/** Runs in the page: the widget is in sight, and has begun a run where there is nothing to see before. */
async function begun(element) {
  await element.ready;
  element.scrollIntoView({ block: "start", behavior: "instant" });
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  await pause(1500);
  const { state, name, parts } = element;
  if (!/Press Run/.test(element.describe())) return { name, parts, state };
  const buttons = [...element.shadowRoot.querySelectorAll("button")];
  buttons.find((button) => button.ariaLabel === "Run")?.click();
  await pause(500);
  return { name, parts, state };
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
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy.toDataURL("image/webp", 0.8);
}

const server = await serve(`${web}dist/site`, 0);
const browser = await playwright.launch(chromium);
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, serviceWorkers: "block" });
await page.goto(`http://localhost:${server.address().port}/`);
const ids = await page.locator("lesson-widget").evaluateAll((all) => all.map(({ id }) => id));
const states = {};
mkdirSync(folder, { recursive: true });
for (const id of ids) {
  const widget = page.locator(`#${id}`);
  const { state, ...shown } = await widget.evaluate(begun);
  await widget.evaluate(runEnded);
  await page.waitForTimeout(1500); // the last pictures are drawn
  const name = recordingName(shown);
  states[name] = state;
  const bytes = Buffer.from((await widget.evaluate(picture)).split(",")[1], "base64");
  writeFileSync(`${folder}/${name}.webp`, bytes);
  console.log(`${name}: ${(bytes.length / 1000).toFixed(1)} KB`);
}
writeFileSync(`${folder}/states.json`, `${JSON.stringify(states, null, 2)}\n`);
await browser.close();
server.closeAllConnections();
server.close();
