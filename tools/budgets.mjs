#!/usr/bin/env node
// What a reader downloads, held to a limit. Sizes are brotli's, as servers send them, unless a budget says otherwise.
//   node tools/budgets.mjs [--junit FILE]      reads web/dist
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";

const site = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../web/dist/site");

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

// The build lays a compressed copy beside each text and module (web/build/brotli-plugin.ts).
const brotliBytes = (path) => statSync(`${path}.br`).size;

// What index.html names itself: its styles, its scripts and what those import before any widget is near.
function beforeAnyWidget() {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    const text = readFileSync(path, "utf8");
    const links =
      extname(path) === ".html"
        ? [...text.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"#?]+\.(?:m?js|css))"/g)]
        : extname(path) === ".css"
          ? []
          : [...text.matchAll(/(?:^|[;\s}])(?:import|export)\b[^"'()]*?["'](\.[^"']+)["']/g)];
    for (const [, link] of links) visit(join(link.startsWith("/") ? site : join(path, ".."), link));
  };
  visit(join(site, "index.html"));
  return [...seen];
}

const KB = 1000;
const modules = (pattern) => filesBelow(join(site, "runtime")).filter((path) => pattern.test(path));
const MB = 1000 * KB;
const onDisk = (path) => statSync(path).size;
const budgets = [
  {
    name: "the main weights, as fetched",
    limit: 4 * MB,
    files: () => modules(/tiny-sd3\.[0-9a-f]+\.safetensors$/),
    weigh: onDisk,
    cause: "a part of the model grew, or its numbers are not in 8 bits",
  },
  {
    name: "the largest arm of the experiment, as fetched",
    limit: 3 * MB,
    files: () =>
      modules(/tiny-sd3-[a-z-]+\.[0-9a-f]+\.safetensors$/)
        .sort((a, b) => onDisk(b) - onDisk(a))
        .slice(0, 1),
    weigh: onDisk,
    cause: "an arm was made wider or deeper, or its numbers are not in 8 bits",
  },
  {
    name: "the lesson as one file, on disk",
    limit: 12 * MB,
    files: () => [join(site, "../lesson.html")].filter(existsSync),
    weigh: onDisk,
    cause: "weights grew, or a picture or font was added: what is not needed to read and run the lesson stays out",
  },
  {
    name: "page: HTML, CSS and loader before any widget",
    limit: 62 * KB, // half of it is the lesson's own text; covers over answers came last
    files: beforeAnyWidget,
    cause: "a widget's or the runtime's code imported statically instead of when a widget is near, or a font inlined",
  },
  {
    name: "UI module, SIMD",
    limit: 400 * KB, // ten widgets, a network that is trained in the page, stacks of every block, a pad to draw on, a trained probe
    files: () => modules(/lesson-web\.(?!relaxed)[^/]*\.wasm$/),
    cause:
      "a library used for one function (iostream, regex, std::format), a table of data compiled in, or -O3 on drawing code",
  },
  {
    name: "UI module, relaxed SIMD",
    limit: 400 * KB,
    files: () => modules(/lesson-web-relaxed\.[^/]*\.wasm$/),
    cause: "as for the SIMD module: both are compiled from the same sources",
  },
  {
    name: "model module, the larger of both",
    limit: 140 * KB,
    files: () =>
      modules(/lesson-model(-relaxed)?\.[^/]*\.wasm$/)
        .sort((a, b) => brotliBytes(b) - brotliBytes(a))
        .slice(0, 1),
    cause:
      "a file that reads or counts, or instantiates JSON, compiled with -O3: it belongs to the list in shell/web/Web.cmake",
  },
  {
    name: "UI module's JavaScript glue",
    limit: 25 * KB,
    files: () => modules(/lesson-web\.[^/]*\.js$/),
    cause: "Closure Compiler was off, or a runtime method or file system was exported",
  },
];

function measure({ name, limit, files, weigh = brotliBytes, cause }) {
  const found = files();
  if (found.length === 0) return { name, problem: "nothing to weigh: build the page first (tools/test page)" };
  const parts = found.map((path) => [relative(site, path), weigh(path)]).sort((a, b) => b[1] - a[1]);
  const bytes = parts.reduce((sum, [, size]) => sum + size, 0);
  const line = `${name}: ${(bytes / KB).toFixed(1)} of ${limit / KB} KB`;
  if (bytes <= limit) return { name, line };
  const largest = parts
    .slice(0, 3)
    .map(([path, size]) => `${path} ${(size / KB).toFixed(1)} KB`)
    .join(", ");
  return { name, problem: `${line}. Likely cause: ${cause}. Largest: ${largest}.` };
}

const results = budgets.map(measure);
for (const { name, line, problem } of results) console.log(problem ? `OVER BUDGET: ${name}: ${problem}` : line);

const junit = process.argv.indexOf("--junit");
if (junit > 0) {
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const cases = results.map(
    ({ name, problem }) =>
      `<testcase classname="budgets" name="${escape(name)}">${problem ? `<failure message="${escape(problem)}"/>` : ""}</testcase>`,
  );
  writeFileSync(process.argv[junit + 1], `<testsuite name="budgets">${cases.join("")}</testsuite>\n`);
}
process.exit(results.some(({ problem }) => problem) ? 1 : 0);
