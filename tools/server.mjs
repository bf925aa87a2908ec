#!/usr/bin/env node
// Serves a folder on this machine only, with the headers that the lesson asks of its host: right types for
// WebAssembly and modules, and the strictest content security policy it promises to work under.
//   node tools/server.mjs [--port N] [FOLDER]      default: 8000 (0: any free one), web/dist/site
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { policy } from "../web/build/policy.mjs";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm", // without it browsers cannot compile while downloading
  ".safetensors": "application/octet-stream",
};

const headers = {
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

// File that a request path names inside `folder`, or undefined; a folder's index.html stands for it.
async function fileFor(folder, url) {
  let path;
  try {
    path = join(folder, normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)));
  } catch {
    return undefined; // not a path
  }
  if (path !== folder && !path.startsWith(folder + sep)) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found && { path, found };
  path = join(path, "index.html");
  const index = await stat(path).catch(() => undefined);
  return index && { path, found: index };
}

// The copy beside `file` that the build has compressed, for whoever takes it.
async function smaller(file, request) {
  if (!/\bbr\b/.test(request.headers["accept-encoding"] ?? "")) return undefined;
  const path = `${file.path}.br`;
  const found = await stat(path).catch(() => undefined);
  return found && { path, found };
}

async function answer(folder, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { ...headers, Allow: "GET, HEAD" }).end();
    return;
  }
  const file = await fileFor(folder, request.url);
  if (!file) {
    response.writeHead(404, { ...headers, "Content-Type": types[".txt"] }).end("Not found\n");
    return;
  }
  const copy = await smaller(file, request);
  const { path, found } = copy ?? file;
  const tag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}${copy ? "-br" : ""}"`;
  const known = request.headers["if-none-match"] === tag;
  response.writeHead(known ? 304 : 200, {
    ...headers,
    "Content-Type": types[extname(file.path)] ?? "application/octet-stream",
    "Cache-Control": "no-cache", // asked again each time, sent again only when changed
    Vary: "Accept-Encoding",
    ETag: tag,
    ...(copy ? { "Content-Encoding": "br" } : {}),
    ...(known ? {} : { "Content-Length": found.size }),
  });
  if (known || request.method === "HEAD") response.end();
  else
    createReadStream(path)
      .on("error", () => response.destroy())
      .pipe(response);
}

/** Starts serving `folder`; resolves to the listening server. Only this machine can connect. */
export function serve(folder, port) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => response.destroy());
  });
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
