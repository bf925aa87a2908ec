// Runs the tests of page.mjs in headless Chromium, under the content security policy a lesson promises to work
// with, and writes a JUnit file.   node run.mjs FOLDER-OF-THE-MODULE JUNIT-FILE [FOLDER-FOR-PICTURES]
// Needs no npm package: the page posts its results here.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

const [modules, junit, pictures] = process.argv.slice(2);
const here = import.meta.dirname;
const kinds = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const files = {
  "/": join(here, "index.html"),
  "/spy.js": join(here, "spy.js"),
  "/page.mjs": join(here, "page.mjs"),
  "/border-cases.json": join(here, "..", "border_cases.json"),
  "/lesson-web.mjs": join(modules, "lesson-web.mjs"),
  "/lesson-web.wasm": join(modules, "lesson-web.wasm"),
};
const limit = 180_000;

const chromium = [process.env.LESSON_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function report(results) {
  const cases = results.map(({ name, error, skipped, ms = 0 }) => {
    console.log(`${skipped ? "skipped" : error ? "FAILED " : "passed "} ${name}${error || skipped ? `: ${error || skipped}` : ""}`);
    const inside = skipped ? `<skipped message="${escape(skipped)}"/>` : error ? `<failure message="${escape(error)}"/>` : "";
    return `<testcase classname="lesson-web" name="${escape(name)}" time="${(ms / 1000).toFixed(3)}">${inside}</testcase>`;
  });
  writeFileSync(junit, `<testsuite name="lesson-web">\n${cases.join("\n")}\n</testsuite>\n`);
  return results.some(({ error }) => error) ? 1 : 0;
}

/** Serves the files and waits for the page's POST. */
function serve(answered) {
  return createServer((request, response) => {
    if (request.method === "POST") {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        response.end();
        answered(JSON.parse(Buffer.concat(parts).toString()));
      });
      return;
    }
    const file = files[request.url];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      "Content-Type": kinds[extname(file)],
      "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
    });
    response.end(readFileSync(file));
  });
}

async function run() {
  const profile = mkdtempSync(join(tmpdir(), "lesson-chromium-"));
  let browser;
  let server;
  try {
    return await new Promise((done) => {
      server = serve(done).listen(0, "127.0.0.1", () => {
        browser = spawn(chromium, [
          "--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
          "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
          `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`,
        ], { stdio: ["ignore", "ignore", "pipe"] });
        let said = "";
        browser.stderr.on("data", (text) => (said += text));
        const failed = (what) => done({ results: [{ name: "the page runs", error: `${what}. ${said.slice(-2000)}` }], pictures: [] });
        browser.on("error", (error) => failed(error.message));
        browser.on("exit", (code) => failed(`the browser ended with ${code}`));
        setTimeout(() => failed(`no results after ${limit / 1000} s`), limit).unref();
      });
    });
  } finally {
    browser?.removeAllListeners("exit");
    if (browser && browser.exitCode === null) {
      const gone = new Promise((done) => browser.on("exit", done));
      browser.kill();
      await gone;
    }
    server?.close();
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    } catch (error) {
      // The browser's helpers end a little after it and may still write; what is left in the temporary folder
      // fails no test.
      console.error(`left behind: ${error.message}`);
    }
  }
}

if (!chromium) {
  process.exit(report([{ name: "the module in a browser", skipped: "needs Chromium; LESSON_CHROMIUM names one" }]));
}
const { results, pictures: urls } = await run();
if (pictures) urls.forEach((url, i) => writeFileSync(join(pictures, `widget-${i}.png`), Buffer.from(url.split(",")[1], "base64")));
process.exit(report(results));
