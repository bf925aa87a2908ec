// What the page may do is said by the page itself, so that it holds on any static host, and obeyed while it is used.
// (page.ts fails every test in which a violation or a request elsewhere happens.)

import { createReadStream, existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Page } from "@playwright/test";
import { policy } from "../../../web/build/policy.mjs";
import { runTheModel } from "../scenario.js";
import { expect, test } from "./page.js";

const site = join(import.meta.dirname, "../../../web/dist/site");
const types: Record<string, string> = { ".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml" };

/** The plainest of hosts: no header but the type, and few types. */
function plainHost(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = join(site, new URL(request.url!, "http://localhost").pathname.replace(/\/$/, "/index.html"));
    if (!existsSync(path)) return response.writeHead(404).end();
    const ending = extname(path);
    const type = types[ending] ?? (/js$/.test(ending) ? "text/javascript" : "application/octet-stream");
    response.writeHead(200, { "Content-Type": type });
    return createReadStream(path).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Tries what an attacker would who had found a way to put text into the page. */
const attack = (page: Page) =>
  page.evaluate(async () => {
    const refused = (action: () => void) => {
      try {
        action();
        return false;
      } catch {
        return true;
      }
    };
    const markup = "<img src=x onerror='window.smuggled = 1'>";
    const outcome = {
      html: refused(() => {
        document.body.innerHTML += markup;
      }),
      worker: refused(() => new Worker("https://elsewhere.test/worker.js")),
    };
    // In a task of its own: what the test itself evaluates is excused from the policy.
    const evaluated = new Promise<boolean>((done) => {
      setTimeout(() => done(!refused(() => new Function("window.smuggled = 1")())));
    });
    const style = document.createElement("style");
    style.textContent = "body { display: none }";
    document.head.append(style);
    const sent = await fetch("https://elsewhere.test/").then(
      () => true,
      () => false,
    );
    await new Promise((done) => setTimeout(done, 200));
    const hidden = getComputedStyle(document.body).display === "none";
    return { ...outcome, evaluated: await evaluated, smuggled: "smuggled" in window, hidden, sent };
  });
const repelled = { html: true, evaluated: false, worker: true, smuggled: false, hidden: false, sent: false };

test("the served page repels what is smuggled in", async ({ page, watch }) => {
  watch.allow(/policy|Policy|Trusted|elsewhere|eval/);
  await page.goto("/");
  expect(await attack(page)).toEqual(repelled);
});

test("so it does on a host that sends no headers, and everything works there", async ({ page, watch }) => {
  watch.allow(/policy|Policy|Trusted|elsewhere|eval/);
  const server = await plainHost();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
  expect(await page.evaluate(() => window.violations), "while the page did its own work").toEqual([]);
  expect(await attack(page)).toEqual(repelled);
  server.closeAllConnections();
  server.close();
});

test("header and page say the same, and brotli is sent to whoever takes it", async ({ request, page }) => {
  const plain = await request.get("/", { headers: { "accept-encoding": "identity" } });
  expect(plain.headers()["content-security-policy"]).toBe(`${policy}; frame-ancestors 'self'`);
  expect(plain.headers()["content-encoding"]).toBeUndefined();
  const small = await request.get("/", { headers: { "accept-encoding": "br" } });
  expect(small.headers()["content-encoding"]).toBe("br");
  expect(Number(small.headers()["content-length"])).toBeLessThan(Number(plain.headers()["content-length"]) / 2);
  await page.goto("/");
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content")).toBe(policy);
});
