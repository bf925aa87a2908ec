// The package in other people's tools and sites: installed from its tarball, built as each says, served, and run in a
// browser: a figure is drawn, its state is the page's, and the tiny SD3 paints in four steps. LESSON_HOSTS names which
// (hosts.ts). What was seen goes into .cache/hosts/rows, from where table.mjs makes the table of HOSTS.md.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { host as nginx } from "../hosting/hosts.js";
import { freePort, type Running, started } from "../hosting/started.js";
import { runTheModel } from "../scenario.js";
import { chosen, type Host } from "./hosts.js";
import { build, cache, install, stepsOf, surroundings, versionOf } from "./installed.js";

test.describe.configure({ mode: "default", retries: 0 });

/** As a server is set up for people: it compresses. Debian's own default does not. */
const usual = `server { listen 8080; root /srv/site; gzip on;
  gzip_types application/wasm application/javascript text/javascript text/css; }`;
const stock = "server { listen 8080 default_server; root /srv/site; index index.html; }";

async function serve(host: Host, folder: string): Promise<Running> {
  if ("folder" in host.serve) {
    const at = join(cache, "server");
    mkdirSync(at, { recursive: true });
    const place = { folder: at, root: join(folder, host.serve.folder) };
    return nginx("nginx", host.site === "nginx" ? stock : usual, place, "");
  }
  const port = await freePort();
  const env = surroundings(host, folder, { PORT: String(port), HOST: "127.0.0.1", NODE_ENV: "production" });
  const line = `exec ${host.serve.command}`;
  return started(["/bin/sh", "-c", line], { address: `http://127.0.0.1:${port}/`, cwd: folder, env });
}

interface FirstLoad {
  bytes: number;
  requests: number;
  seconds: number;
}

/** Opens the page and waits for its first figure; what that took, as it came over the network. */
async function firstLoad(page: Page, address: string, drawn: () => Promise<unknown>): Promise<FirstLoad> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const seen = { bytes: 0, requests: 0 };
  network.on("Network.loadingFinished", ({ encodedDataLength }) => {
    seen.bytes += encodedDataLength;
    seen.requests++;
  });
  const began = performance.now();
  await page.goto(address);
  await drawn();
  const seconds = (performance.now() - began) / 1000;
  await network.detach();
  return { ...seen, seconds };
}

/** Until the page's first figure is there, in its own words. */
async function drawn(page: Page, { site }: Host): Promise<void> {
  if (site === "model-viewer") return page.locator("#peer").evaluate(loaded);
  if (site === "dotlottie") {
    await page.waitForFunction(() => (window as unknown as { player?: { isLoaded: boolean } }).player?.isLoaded);
    return;
  }
  await page.evaluate(() => customElements.whenDefined("lesson-widget"));
  await page.evaluate(() => document.querySelector<LessonWidgetElement>("#steps")!.ready.then(() => {}));
}
const loaded = (element: Element) =>
  (element as unknown as { loaded: boolean }).loaded
    ? undefined
    : new Promise<void>((done) => element.addEventListener("load", () => done(), { once: true }));

interface Row {
  name: string;
  version: string;
  steps: { commands: number; lines: number };
  first?: FirstLoad;
  result: string;
}

function keep(row: Row): void {
  const folder = join(cache, "rows");
  mkdirSync(folder, { recursive: true });
  const file = `${row.name.replaceAll(/\W+/g, "-").toLowerCase()}.json`;
  writeFileSync(join(folder, file), `${JSON.stringify(row, null, 2)}\n`);
}

for (const host of chosen())
  test(`${host.name}: builds, draws a figure with the page's state and paints in four steps`, async ({ page }) => {
    test.setTimeout(600_000);
    const row: Row = { name: host.name, version: "", steps: stepsOf(host), result: "does not install" };
    let running: Running | undefined;
    try {
      const folder = install(host);
      row.version = versionOf(host, folder);
      row.result = "does not build";
      build(host, folder);
      row.result = "is not served";
      running = await serve(host, folder);
      row.result = "draws no figure";
      const complaints = listen(page);
      row.first = await firstLoad(page, `${running.origin}/`, () => drawn(page, host));
      if (host.names) {
        row.result = "runs";
        return;
      }
      const state = await page.locator("#steps").evaluate((element: LessonWidgetElement) => element.state);
      row.result = "does not take the page's state";
      expect(state).toMatchObject({ steps: 28 });
      row.result = "does not run the model";
      expect(await page.evaluate(runTheModel, 120)).toContain("Done");
      row.result = "the page complains";
      expect(complaints).toEqual([]);
      row.result = "runs";
    } finally {
      await running?.stop();
      keep(row);
    }
  });

/** What the browser's console has to say against the page. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  return complaints;
}
