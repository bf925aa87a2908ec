// What the single-file lesson has in place of files on a server: the compiled modules' glue and the model's worker as
// code, modules and weights as packed text.

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { base, manifest } from "../../offline/single-file/names.js";
import { toText } from "../../offline/single-file/pack.js";
import { glueModule } from "../glue.js";
import { standIns, virtual } from "../made-here.js";
import { type Build, need, readModule, readWeights, workerCode } from "../runtime-files.js";

const moduleOf = (root: string, build: Build, name: string) =>
  need(readModule(root, build, name), `${name} (${build}), which the single-file lesson holds,`);

const glueOf = (root: string) => glueModule(moduleOf(root, "simd", "lesson-web").glue.toString("utf8"));

const single = (root: string, file: string) => join(root, "web/offline/single-file", file);

const worker = (root: string) => workerCode(root, { "/files.js": single(root, "worker-files.ts") });

/** `root`: the repository. */
export function packedSources(root: string): Plugin[] {
  return [
    standIns({
      "/page.js": single(root, "page.ts"),
      "/offline/start.ts": single(root, "start.ts"),
    }),
    virtual({
      "virtual:packed": async () =>
        `export { default as glue } from "glue:web"; export const workerCode = ${JSON.stringify(await worker(root))};`,
      "glue:web": () => glueOf(root),
    }),
  ];
}

/** The data blocks at the end of the page. */
export function packs(root: string): string {
  const { simd, model } = manifest;
  const weights = [model!.weights, ...Object.values(model!.more)];
  const contents: [string, Buffer][] = [
    [simd.wasm, moduleOf(root, "simd", "lesson-web").wasm],
    [model!.simd, moduleOf(root, "simd", "lesson-model").wasm],
    [model!.relaxed!, moduleOf(root, "relaxed", "lesson-model").wasm],
    ...weights.map((name): [string, Buffer] => [name, need(readWeights(root, name), name)]),
  ];
  return contents.map(([name, content]) => pack(name, content)).join("\n");
}
function pack(name: string, content: Buffer): string {
  return `<script type="application/gzip" id="${base}${name}">${toText(gzipSync(content, { level: 9 }))}</script>`;
}
