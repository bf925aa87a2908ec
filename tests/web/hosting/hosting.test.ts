// web/package/HOSTING.md, executed: each of its blocks runs in the server it is for, and a course in a folder of the
// site draws a figure and runs the model there, under the policy that the text gives.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { runTheModel } from "../scenario.js";
import { blocks, host, type ServerName, Site } from "./hosts.js";
import type { Running } from "./started.js";

const test = base.extend<{ run(name: ServerName, block: string): Promise<Running> }, { site: Site }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      const site = new Site();
      await use(site);
      site.remove();
    },
    { scope: "worker" },
  ],
  run: async ({ site }, use) => {
    const running: Running[] = [];
    await use(async (name, block) => {
      const one = await host(name, block, site);
      running.push(one);
      return one;
    });
    for (const one of running) await one.stop();
  },
});

const policy = blocks("csp")[0]!.trim();

/** A figure of the page, or of a frame in it, runs four steps; what was forbidden meanwhile. */
async function runs(page: import("@playwright/test").Page, address: string, framed = false): Promise<string[]> {
  await page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      told.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await page.goto(address);
  const frame = framed ? await (await page.waitForSelector("iframe")).contentFrame() : page.mainFrame();
  await frame!.evaluate(() => customElements.whenDefined("lesson-widget"));
  expect(await frame!.evaluate(runTheModel, 60)).toContain("Done");
  return frame!.evaluate(() => (window as unknown as { told: string[] }).told);
}

for (const name of ["nginx", "apache", "caddy"] as const) {
  test(`${name}: its block serves a course in a folder, under the strict policy`, async ({ page, run, site }) => {
    const { origin } = await run(name, blocks(name)[0]!);
    const answer = await fetch(`${origin}/course/`);
    expect(answer.headers.get("content-security-policy")).toBe(policy);
    expect(answer.headers.get("content-type")).toContain("text/html");
    const file = readdirSync(join(site.root, "lesson-widgets/runtime")).find((one) => one.endsWith(".wasm"));
    const module = await fetch(`${origin}/lesson-widgets/runtime/${file}`);
    expect(module.headers.get("content-type")).toContain("application/wasm");
    const caching = module.headers.get("cache-control") ?? "";
    for (const said of ["max-age=31536000", "public", "immutable"]) expect(caching).toContain(said);
    expect(module.headers.get("content-encoding")).toBe("gzip");
    const script = await fetch(`${origin}/lesson-widgets/lib/index.js`);
    expect(script.headers.get("content-type")).toMatch(/^(text|application)\/javascript/);
    expect(script.headers.get("cache-control") ?? "").not.toContain("immutable");
    expect(await runs(page, `${origin}/course/`)).toEqual([]);
  });
}

test("python3 -m http.server, as the text says it", async ({ page, run }) => {
  const { origin } = await run("sh", blocks("sh")[0]!);
  expect(await runs(page, `${origin}/course/`)).toEqual([]);
});

test("the frame of the text: the model runs in its sandbox", async ({ page, run }) => {
  const { origin } = await run("sh", blocks("sh")[0]!);
  expect(await runs(page, `${origin}/framed/`, true)).toEqual([]);
});

test("the block for isolated pages: the model runs there", async ({ page, run }) => {
  const { origin } = await run("nginx", blocks("nginx")[1]!);
  await runs(page, `${origin}/course/`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test("every policy in the text is the one that it explains", () => {
  for (const name of ["nginx", "apache", "caddy"]) expect(blocks(name)[0]).toContain(policy);
});
