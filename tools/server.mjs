#!/usr/bin/env node
// Serves a folder on this machine only, under the strictest content security policy that the lesson promises to work
// under. The files are sent by `send`, as Express sends them (ranges, conditional requests, types; a download that is
// given up closes its file), the reader's choice of encoding is read by `negotiator`. For the world, any static host
// will do: web/package/HOSTING.md.
//   node tools/server.mjs [--port N] [FOLDER]      default: 8000 (0: any free one), web/dist/site
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { policy } from "../web/build/policy.mjs";

const require = createRequire(new URL("../web/package.json", import.meta.url));
const [send, Negotiator] = ["send", "negotiator"].map((name) => {
  try {
    return require(name);
  } catch {
    console.error(`server: the npm package ${name} is not installed in web/: tools/serve installs it`);
    process.exit(1);
  }
});

// Types that the table of `send` lacks or leaves without their letters.
const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm", // without it browsers cannot compile while downloading
  ".safetensors": "application/octet-stream",
};

// Said rather than left out: framed by pages of this server alone, and no address told to other sites.
const headers = {
  "Content-Security-Policy": `${policy}; frame-ancestors 'self'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

// Milliseconds. A reader who says nothing for so long, or takes a file byte by byte, gives the place free.
const usualPatience = { headers: 10_000, idle: 20_000, keepAlive: 5_000, answer: 300_000, look: 1_000 };

// The path inside the folder that a request names; undefined where it names none.
function pathOf(url) {
  try {
    const { pathname } = new URL(url, "http://localhost");
    decodeURIComponent(pathname);
    return pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  } catch {
    return undefined;
  }
}

// The build lays compressed copies beside the files; whoever takes brotli gets those.
async function hasSmaller(folder, path, request) {
  if (!new Negotiator(request).encodings(["br", "identity"]).includes("br")) return false;
  const copy = resolve(folder, `.${decodeURIComponent(path)}.br`);
  return (await stat(copy).catch(() => undefined))?.isFile() ?? false;
}

function refuse(response, status, words, more = {}) {
  response.writeHead(status, { ...headers, ...more, "Content-Type": types[".txt"] }).end(`${words}\n`);
}

async function answer(folder, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(response, 405, "Only GET and HEAD are answered", { Allow: "GET, HEAD" });
  const path = pathOf(request.url);
  if (!path) return refuse(response, 404, "Not found");
  const small = await hasSmaller(folder, path, request);
  send(request, small ? `${path}.br` : path, { root: folder, cacheControl: false, dotfiles: "ignore" })
    .on("headers", (response) => {
      const type = types[extname(path)];
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (type) response.setHeader("Content-Type", type);
      response.setHeader("Cache-Control", "no-cache"); // asked again each time, sent again only when changed
      response.setHeader("Vary", "Accept-Encoding");
      if (small) response.setHeader("Content-Encoding", "br");
    })
    .on("directory", () => {
      response.writeHead(301, { ...headers, Location: `${path}/` }).end();
    })
    .on("error", (error) => {
      if (response.headersSent) response.destroy();
      else refuse(response, error.status ?? 500, error.status === 404 ? "Not found" : "Not served");
    })
    .pipe(response);
}

/** Starts serving `folder`; resolves to the listening server. Only this machine can connect. */
export function serve(folder, port, patience = usualPatience) {
  const root = resolve(folder);
  const times = {
    headersTimeout: patience.headers,
    requestTimeout: 2 * patience.headers,
    keepAliveTimeout: patience.keepAlive,
    connectionsCheckingInterval: patience.look,
  };
  const server = createServer(times, (request, response) => {
    const late = setTimeout(() => response.destroy(), patience.answer).unref();
    response.on("close", () => clearTimeout(late));
    answer(root, request, response).catch(() => response.destroy());
  });
  server.setTimeout(patience.idle, (socket) => socket.destroy());
  return new Promise((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", () => done(server)));
}

const usage = "usage: node tools/server.mjs [--port N] [FOLDER]      default: 8000 (0: any free one), web/dist/site";

/** What the command line asks for; throws a sentence where it is not as it should be. */
async function options(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { port: { type: "string", default: "8000" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return { help: true };
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535)
    throw new Error(`--port takes a number from 0 to 65535 (got '${values.port}')`);
  if (positionals.length > 1) throw new Error(`one folder is served (got ${positionals.join(", ")})`);
  const folder = positionals[0] ?? fileURLToPath(new URL("../web/dist/site", import.meta.url));
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`there is no folder ${folder}: tools/serve builds the page`);
  return { port: Number(values.port), folder };
}

async function main(args) {
  const { help, port, folder } = await options(args).catch((error) => {
    console.error(`server: ${error.message}\n${usage}`);
    process.exit(2);
  });
  if (help) return console.log(usage);
  try {
    const server = await serve(folder, port);
    console.log(`The lesson is at http://localhost:${server.address().port}/  (Ctrl-C stops)`);
  } catch (error) {
    const busy = error.code === "EADDRINUSE";
    console.error(busy ? `Port ${port} is taken: choose another with --port N (0: any free one).` : String(error));
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(process.argv.slice(2));
