// What the single-file lesson has in place of files on a server: the compiled modules' glue and the model's worker as
// code, modules and weights as packed text.

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { base, manifest } from "../../offline/single-file/names.js";
import { toText } from "../../offline/single-file/pack.js";
import { bundle } from "../bundle.js";
import { type Build, readModule, readWeights } from "../runtime-files.js";

function need<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`${what} is not there; build it first: tools/serve --build-only`);
  return found;
}
const moduleOf = (root: string, build: Build, name: string) =>
  need(readModule(root, build, name), `${name} (${build}), which the single-file lesson holds,`);

/** Inside one file there is no address from which a module's parts could be found; they are handed in. */
const glueOf = (root: string, build: Build, name: string) =>
  moduleOf(root, build, name).glue.toString("utf8").replaceAll("import.meta.url", '"file:///"');

/** Modules whose text is made here. */
function virtual(sources: Record<string, () => string | Promise<string>>): Plugin {
  return {
    name: "made-here",
    enforce: "pre",
    resolveId: (id) => (id in sources ? `\0${id}` : undefined),
    load: (id) => sources[id.slice(1)]?.(),
  };
}

/** Ending of an import's path → the file that stands in for it. */
function standIns(files: Record<string, string>): Plugin {
  const find = (id: string) => Object.entries(files).find(([ending]) => id.endsWith(ending))?.[1];
  return { name: "stand-ins", enforce: "pre", resolveId: find };
}

const single = (root: string, file: string) => join(root, "web/offline/single-file", file);

/** No module: browsers start those from a blob, but not when the page was opened from disk. */
function workerCode(root: string): Promise<string> {
  const parts = [
    standIns({ "/files.js": single(root, "worker-files.ts") }),
    virtual({
      "virtual:packed-model": () =>
        'export { default as simd } from "glue:simd"; export { default as relaxed } from "glue:relaxed";',
      "glue:simd": () => glueOf(root, "simd", "lesson-model"),
      "glue:relaxed": () => glueOf(root, "relaxed", "lesson-model"),
    }),
  ];
  return bundle(join(root, "web/element/model/worker.ts"), parts, "iife");
}

/** `root`: the repository. */
export function packedSources(root: string): Plugin[] {
  return [
    standIns({
      "/page.js": single(root, "page.ts"),
      "/offline/start.ts": single(root, "start.ts"),
    }),
    virtual({
      "virtual:packed": async () =>
        `export { default as glue } from "glue:web"; export const workerCode = ${JSON.stringify(await workerCode(root))};`,
      "glue:web": () => glueOf(root, "simd", "lesson-web"),
    }),
  ];
}

/** The data blocks at the end of the page. */
export function packs(root: string): string {
  const { simd, model } = manifest;
  const weights = [model!.weights, ...Object.values(model!.more)];
  const contents: [string, Buffer][] = [
    [simd.wasm, moduleOf(root, "simd", "lesson-web").wasm],
    [model!.simd.wasm, moduleOf(root, "simd", "lesson-model").wasm],
    [model!.relaxed!.wasm, moduleOf(root, "relaxed", "lesson-model").wasm],
    ...weights.map((name): [string, Buffer] => [name, need(readWeights(root, name), name)]),
  ];
  return contents.map(([name, content]) => pack(name, content)).join("\n");
}
function pack(name: string, content: Buffer): string {
  return `<script type="application/gzip" id="${base}${name}">${toText(gzipSync(content, { level: 9 }))}</script>`;
}
