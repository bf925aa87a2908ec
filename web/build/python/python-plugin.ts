// What the Python package holds beside its Python: the element as one script, the widget's small one, the compiled
// modules and weights, each gzip's; recorded pictures, licences.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";
import { manifestOf } from "../../python/front/names.js";
import { bundle } from "../bundle.js";
import { glueModule } from "../glue.js";
import { licenseText } from "../licenses.mjs";
import { standIns, virtual } from "../made-here.js";
import { type Build, constants, hashOf, need, readModule, readWeights, workerCode } from "../runtime-files.js";

const front = (root: string, file: string) => join(root, "web/python/front", file);
const moduleOf = (root: string, build: Build, name: string) =>
  need(readModule(root, build, name), `${name} (${build}), which the Python package holds,`);

/** What stands in for files on a server, in the script of the page. `root`: the repository. */
export function wheelSources(root: string): Plugin[] {
  const worker = () => workerCode(root, { "/files.js": front(root, "worker-files.ts") });
  return [
    standIns({ "/page.js": front(root, "page.ts") }),
    virtual({
      "virtual:packed": async () =>
        `export { default as glue } from "glue:web"; ${constants({ arms: [], workerCode: await worker() })}`,
      "glue:web": () => glueModule(moduleOf(root, "simd", "lesson-web").glue.toString("utf8")),
    }),
  ];
}

/** The binary files by their names in front/names.ts. */
function binaries(root: string): [string, Buffer][] {
  const { simd, model } = manifestOf([]);
  const weights = [model.weights, ...Object.values(model.more)];
  return [
    [simd.wasm, moduleOf(root, "simd", "lesson-web").wasm],
    [model.simd, moduleOf(root, "simd", "lesson-model").wasm],
    [model.relaxed!, moduleOf(root, "relaxed", "lesson-model").wasm],
    ...weights.map((name): [string, Buffer] => [name, need(readWeights(root, name), name)]),
  ];
}

function documents(root: string): [string, Buffer | string][] {
  const recorded = join(root, "web/public/recorded");
  const pictures = readdirSync(recorded).filter((name) => name.endsWith(".webp"));
  return [
    ...pictures.map((name): [string, Buffer] => [`recorded/${name}`, readFileSync(join(recorded, name))]),
    ["MODEL_CARD.md", readFileSync(join(root, "web/assets/weights/MODEL_CARD.md"))],
    ["LICENSE", readFileSync(join(root, "LICENSE"))],
    ["THIRD_PARTY.md", readFileSync(join(root, "THIRD_PARTY.md"))],
    ["licenses.txt", licenseText(root)],
  ];
}

/** Leaves the files as the package's folder `page`, and `version.txt`, which a page tells its one runtime by. */
export function pythonPlugin(root: string): Plugin {
  return {
    name: "lesson-python",
    enforce: "post",
    generateBundle: {
      order: "post", // Vite's own plugins finish the script until then
      async handler(_options, output) {
        const emit = (fileName: string, source: string | Buffer) =>
          this.emitFile({ type: "asset", fileName, source });
        const script = Object.values(output).find((file): file is Rollup.OutputChunk => file.type === "chunk")!;
        delete output[script.fileName];
        const packed: [string, Buffer][] = [["element.js", Buffer.from(script.code)], ...binaries(root)];
        for (const [name, content] of packed) emit(`${name}.gz`, gzipSync(content, { level: 9 }));
        emit("widget.js", await bundle(front(root, "widget.ts")));
        emit("version.txt", hashOf(...packed.map(([, content]) => content)));
        for (const [name, content] of documents(root)) emit(name, content);
      },
    },
  };
}
