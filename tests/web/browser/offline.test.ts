// The lesson kept on the reader's device: opens without a network, whole, and changes only when the reader agrees.
// Two versions are built for it; a link that stands for the server's folder moves from one to the other.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page, Response } from "@playwright/test";
import { runTheModel, seeAllWidgets } from "../scenario.js";
import { buildNext, Host } from "../versions.js";
import { test as base, expect } from "./page.js";

const test = base.extend<{ host: Host }, { next: string }>({
  /** Folder of a second version, built once. */
  next: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      const out = buildNext();
      await use(out);
      rmSync(out, { recursive: true });
    },
    { scope: "worker", timeout: 180_000 },
  ],
  host: async ({ next }, use) => {
    const host = new Host(next);
    await host.show("old");
    await use(host);
    host.close();
    rmSync(host.folder, { recursive: true });
  },
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      await use("http://localhost"); // the port is chosen anew for each test
    },
    { scope: "worker" },
  ],
});
test.use({ serviceWorkers: "allow" });
test.describe.configure({ mode: "default" }); // one worker, one second build

async function keep(page: Page, host: Host): Promise<string> {
  await page.goto(host.origin);
  await expect(page.locator(".page-foot .version")).toContainText("it opens offline", { timeout: 60_000 });
  return versionOf(page);
}
const versionOf = async (page: Page) =>
  /Version (\S+ \(\w+\))/.exec((await page.locator(".page-foot .version").textContent()) ?? "")![1]!;

/** No server, and no network either. */
async function cutOff(context: BrowserContext, host: Host): Promise<void> {
  host.close();
  await context.setOffline(true);
}

test("opens without a network: every widget draws, the model runs, predictions are there", async ({
  page,
  context,
  host,
}) => {
  await keep(page, host);
  await page.locator("#predict-backbone").getByRole("radio").first().check();
  await page.locator("#predict-backbone").getByRole("button", { name: "Commit" }).click();
  await cutOff(context, host);
  await page.reload();
  const seen = await page.evaluate(seeAllWidgets);
  expect(seen.length).toBeGreaterThanOrEqual(4);
  for (const { id, problem, colors } of seen) {
    expect(problem, id).toBeUndefined();
    expect(colors, `colours in ${id}`).toBeGreaterThan(20);
  }
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
  await expect(page.locator("#predict-backbone .verdict")).not.toBeEmpty();
});

test("the tab that kept it goes on without a network, before any reload", async ({ page, context, host }) => {
  await keep(page, host);
  await cutOff(context, host);
  const [first] = await page.evaluate(seeAllWidgets);
  expect(first!.problem).toBeUndefined();
});

test("a new version waits for the reader, in every tab, and then all of it is new", async ({
  page,
  context,
  host,
}) => {
  const old = await keep(page, host);
  const second = await context.newPage();
  await second.goto(host.origin);
  await host.show("new");
  await page.reload(); // asks the server for a new version
  const bar = page.locator(".update-bar");
  await expect(bar).toContainText("99.0.0", { timeout: 60_000 });

  // Until agreed: everything a tab loads, also after a reload, is the old version's, byte for byte.
  expect(await versionOf(page)).toBe(old);
  const served = new Map<string, Buffer>();
  const keepBody = async (response: Response) => {
    const { pathname, protocol } = new URL(response.url());
    if (protocol === "http:" && response.ok()) served.set(pathname, await response.body());
  };
  page.on("response", keepBody);
  await page.reload();
  await page.evaluate(seeAllWidgets);
  expect(await versionOf(page)).toBe(old);
  page.off("response", keepBody);
  expect([...served.keys()].some((path) => path.endsWith(".wasm"))).toBe(true);
  for (const [path, body] of served) {
    if (path === "/service-worker.js") continue; // asked of the server, to learn of new versions
    const file = join(host.folder, "old", path === "/" ? "index.html" : path);
    expect(body.equals(readFileSync(file)), `${path} is the old version's`).toBe(true);
  }

  await bar.getByRole("button", { name: "Use it now" }).press("Enter");
  for (const tab of [page, second])
    await expect(tab.locator(".page-foot .version")).toContainText("99.0.0", { timeout: 30_000 });
  await cutOff(context, host);
  await page.reload();
  const [first] = await page.evaluate(seeAllWidgets);
  expect(first!.problem).toBeUndefined();
  expect(await versionOf(page)).toContain("99.0.0");
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  const scripts = readdirSync(join(host.folder, "new/assets")).filter((name) => name.endsWith(".js"));
  expect(kept.filter((path) => /^\/assets\/.*\.js$/.test(path)).sort()).toEqual(
    scripts.map((name) => `/assets/${name}`).sort(),
  );
});

test("“Later” leaves the reader alone until the next visit", async ({ page, host }) => {
  await keep(page, host);
  await host.show("new");
  await page.reload();
  const bar = page.locator(".update-bar");
  await bar.getByRole("button", { name: "Later" }).click({ timeout: 60_000 });
  await expect(bar).toHaveCount(0);
  await page.reload();
  await expect(bar).toBeVisible({ timeout: 60_000 });
});

test("a file that is not of this version is refused: the version in use stays", async ({ page, host }) => {
  const old = await keep(page, host);
  const spoilt = join(host.folder, "new/index.html");
  execFileSync("sed", ["-i", "s/<h1>/<h1>Spoilt /", spoilt]);
  rmSync(`${spoilt}.br`);
  await host.show("new");
  await page.reload();
  const states = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    await new Promise((done) => setTimeout(done, 8000));
    return { waiting: registration.waiting !== null };
  });
  expect(states.waiting).toBe(false);
  await page.reload();
  expect(await versionOf(page)).toBe(old);
  await expect(page.locator("h1")).not.toContainText("Spoilt");
});

test("the kept copy opens under any query, in any folder of a link", async ({ page, context, host }) => {
  await keep(page, host);
  await cutOff(context, host);
  for (const query of ["?fbclid=x", "?gclid=1&utm_source=y", "?q", "index.html?ref=chat"]) {
    await page.goto(`${host.origin}/${query}`);
    await expect(page.locator("h1"), query).toBeVisible();
  }
});

/** Takes files out of what the browser keeps, as it does itself when it needs room. */
const evict = (page: Page, pattern: string) =>
  page.evaluate(async (pattern) => {
    let gone = 0;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        if (new RegExp(pattern).test(new URL(request.url).pathname)) gone += Number(await cache.delete(request));
    }
    return gone;
  }, pattern);

test("a page that was thrown away comes from the site, and where that has a newer one, the newer", async ({
  page,
  host,
}) => {
  const old = await keep(page, host);
  expect(await evict(page, "/(index\\.html)?$")).toBeGreaterThan(0);
  await page.reload();
  expect(await versionOf(page), "mended").toBe(old);
  await host.show("new");
  expect(await evict(page, "/(index\\.html)?$")).toBeGreaterThan(0);
  const response = await page.goto(`${host.origin}/?again`);
  expect(response?.ok()).toBe(true);
  await expect(page.locator(".page-foot .version")).toContainText("99.0.0", { timeout: 60_000 });
});

test("a page that was thrown away says so where there is no network", async ({ page, context, host, watch }) => {
  watch.allow(/503|ERR_INTERNET_DISCONNECTED/);
  await keep(page, host);
  expect(await evict(page, "/(index\\.html)?$")).toBeGreaterThan(0);
  await cutOff(context, host);
  await page.goto(`${host.origin}/`);
  await expect(page.locator("p")).toContainText("thrown away");
});

test("a part that was thrown away and that the site has no more is told, and mended by a press", async ({
  page,
  host,
  watch,
}) => {
  watch.allow(/404|Failed to load|dynamically imported|MIME/);
  const old = await keep(page, host);
  await host.show("new");
  // A lab's script, which the newer site has under another name.
  const name = readdirSync(join(host.folder, "new/assets")).find((one) => /^trace-.*\.js$/.test(one))!;
  for (const gone of [name, `${name}.br`]) rmSync(join(host.folder, "new/assets", gone), { force: true });
  expect(await evict(page, `/assets/${name.replaceAll(".", "\\.")}$`)).toBe(1);
  expect(await versionOf(page)).toBe(old);
  await page.evaluate((name) => fetch(`./assets/${name}`).catch(() => {}), name);
  const bar = page.locator(".update-bar", { hasText: "thrown away" });
  await bar.getByRole("button", { name: "Load the new version" }).click({ timeout: 30_000 });
  await expect(page.locator(".page-foot .version")).toContainText("99.0.0", { timeout: 60_000 });
});

test("a kept file that is asked for anew comes from the server, and stays so", async ({ page, host }) => {
  await keep(page, host);
  const spoilt = await page.evaluate(async () => {
    const name = (await caches.keys()).find((one) => one.includes("-precache-"))!;
    const cache = await caches.open(name);
    const [request] = (await cache.keys()).filter(({ url }) => url.endsWith(".css"));
    await cache.put(request!, new Response("spoilt"));
    const text = async (query: string) => (await (await fetch(request!.url + query)).text()).slice(0, 6);
    return [await text(""), (await text("?retry=1")) === "spoilt", (await text("")) === "spoilt"];
  });
  expect(spoilt).toEqual(["spoilt", false, false]);
});

test("a tab that opens while another agrees goes over, too", async ({ page, context, host }) => {
  await keep(page, host);
  await host.show("new");
  await page.reload();
  const use = page.locator(".update-bar").getByRole("button", { name: "Use it now" });
  await use.waitFor({ timeout: 60_000 });
  const second = await context.newPage();
  const opening = second.goto(host.origin, { waitUntil: "commit" });
  await opening;
  await use.press("Enter");
  for (const tab of [page, second])
    await expect(tab.locator(".page-foot .version")).toContainText("99.0.0", { timeout: 30_000 });
});

test("can be installed", async ({ page, host }) => {
  await page.goto(host.origin);
  const client = await page.context().newCDPSession(page);
  const { errors } = await client.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await client.send("Page.getInstallabilityErrors");
  // Private windows, which tests use, offer no installing; nothing else may stand in the way.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});
