// What a single file (the lesson, the package's script) has in place of files on a server: the compiled modules' glue and
// the model's worker as code, modules and weights as packed text.

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import type { Arm } from "../../element/model/kinds.js";
import { base, manifestOf } from "../../offline/single-file/names.js";
import { toText } from "../../offline/single-file/pack.js";
import { glueModule } from "../glue.js";
import { standIns, virtual } from "../made-here.js";
import {
  type Build,
  constants,
  need,
  packedArmsHere,
  readModule,
  readWeights,
  workerCode,
} from "../runtime-files.js";

const moduleOf = (root: string, build: Build, name: string) =>
  need(readModule(root, build, name), `${name} (${build}), which the single-file lesson holds,`);

const glueOf = (root: string) => glueModule(moduleOf(root, "simd", "lesson-web").glue.toString("utf8"));

const single = (root: string, file: string) => join(root, "web/offline/single-file", file);
const script = (root: string, file: string) => join(root, "web/package/script", file);

/** `held`: the arms that are packed; `others`: what stands for the lesson's own packing. */
function packedCode(root: string, held: Arm[], others: Record<string, string>): Plugin[] {
  const worker = () => workerCode(root, { "/files.js": single(root, "worker-files.ts"), ...others });
  return [
    standIns({ "/page.js": single(root, "page.ts"), ...others }),
    virtual({
      "virtual:packed": async () =>
        `export { default as glue } from "glue:web"; ${constants({ arms: held, workerCode: await worker() })}`,
      "glue:web": () => glueOf(root),
    }),
  ];
}

/** The lesson: its data lie in the page. `root`: the repository. */
export const packedSources = (root: string): Plugin[] => [
  standIns({ "/offline/start.ts": single(root, "start.ts") }),
  ...packedCode(root, packedArmsHere(root), {}),
];

/** The package as one script: its data lie there, as base64, without arms. */
export const scriptSources = (root: string): Plugin[] => [
  virtual({
    "virtual:packed-files": () => {
      const texts = contentsOf(root, []).map(([name, content]) => [name, zipped(content).toString("base64")]);
      return `export const texts = ${JSON.stringify(Object.fromEntries(texts))};`;
    },
  }),
  ...packedCode(root, [], { "/pack.js": script(root, "pack.ts"), "/texts.js": script(root, "texts.ts") }),
];

const zipped = (content: Buffer) => gzipSync(content, { level: 9 });

/** Name and content of each packed file. */
function contentsOf(root: string, held: Arm[]): [string, Buffer][] {
  const { simd, model } = manifestOf(held);
  const weights = [model.weights, ...Object.values(model.more)];
  return [
    [simd.wasm, moduleOf(root, "simd", "lesson-web").wasm],
    [model.simd, moduleOf(root, "simd", "lesson-model").wasm],
    [model.relaxed!, moduleOf(root, "relaxed", "lesson-model").wasm],
    ...weights.map((name): [string, Buffer] => [name, need(readWeights(root, name), name)]),
  ];
}

/** The data blocks at the end of the lesson's page. */
export function packs(root: string): string {
  return contentsOf(root, packedArmsHere(root))
    .map(
      ([name, content]) => `<script type="application/gzip" id="${base}${name}">${toText(zipped(content))}</script>`,
    )
    .join("\n");
}
