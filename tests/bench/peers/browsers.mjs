// The page of this folder in the system's own browsers, served with the headers that give it a fine clock.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, normalize } from "node:path";

const types = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};
const headless = {
  chromium: [
    "/usr/bin/chromium",
    process.env.LESSON_CHROMIUM,
    ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ],
  firefox: ["/usr/bin/firefox-esr", process.env.LESSON_FIREFOX, []],
};

/** What the page asks for -> a file. */
function fileOf(url, paths) {
  const [, first, ...rest] = normalize(url.split("?")[0]).split("/");
  const tail = rest.join("/");
  const folder = (module) => module.slice(0, module.lastIndexOf("/"));
  const from = {
    "": `${paths.root}tests/bench/peers/page.html`,
    peers: `${paths.root}tests/bench/peers/${tail}`,
    plain: `${folder(paths.plain)}/${tail}`,
    relaxed: `${folder(paths.relaxed)}/${tail}`,
    models: `${paths.models}/${tail}`,
    npm: `${paths.npm}/${tail}`,
    weights: paths.weights,
  };
  return from[first];
}

function serve(paths) {
  const server = createServer((request, response) => {
    const file = fileOf(request.url, paths);
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    if (!file || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** -> { browser, rows }; `scenes` null: { browser, sequences }. */
export async function inBrowser(browser, paths, scenes) {
  const { launch } = createRequire(`${paths.root}web/package.json`)("puppeteer-core");
  const [usual, chosen, args] = headless[browser];
  const server = await serve(paths);
  const program = await launch({
    browser: browser === "chromium" ? "chrome" : browser,
    executablePath: chosen ?? usual,
    headless: true,
    args,
    protocolTimeout: 600_000,
  });
  try {
    const page = await program.newPage();
    page.on("console", (message) => console.error(`  ${message.text()}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction("window.peers");
    if (!scenes)
      return { browser: await program.version(), sequences: await page.evaluate("window.peers.sequences()") };
    await page.evaluate("window.peers.ready");
    const rows = [];
    for (const { id } of scenes) rows.push(await page.evaluate((name) => window.peers.scene(name), id));
    return { browser: await program.version(), rows };
  } finally {
    await program.close();
    server.close();
  }
}
