// Brings the compiled modules and the model's weights into the build: content-hashed copies under runtime/, and
// `virtual:runtime`, the manifest the element imports. Without compiled modules the page is built all the same; its
// widgets then say so.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const builds = { simd: "wasm", relaxed: "wasm-relaxed" } as const;
const weights = {
  main: "tiny-sd3.safetensors",
  more: { ddpm: "tiny-sd3-ddpm.safetensors", shared: "tiny-sd3-shared.safetensors" },
};
const moduleId = "virtual:runtime";

/** Files to ship, by their name under runtime/. */
type Files = Map<string, Buffer>;

function hashed(stem: string, ending: string, hash: string): string {
  return `${stem}.${hash}.${ending}`;
}
function hashOf(...contents: Buffer[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content);
  return hash.digest("hex").slice(0, 10);
}

/** LESSON_BUILD: another folder that holds wasm/ and wasm-relaxed/, e.g. of a checkout built elsewhere. */
function addModule(root: string, folder: string, name: string, files: Files) {
  const at = (file: string) => join(process.env.LESSON_BUILD ?? join(root, "build"), folder, file);
  if (!existsSync(at(`${name}.mjs`)) || !existsSync(at(`${name}.wasm`))) return undefined;
  const glue = readFileSync(at(`${name}.mjs`));
  const wasm = readFileSync(at(`${name}.wasm`));
  const stem = folder === builds.simd ? name : `${name}-relaxed`;
  const names = { glue: hashed(stem, "mjs", hashOf(glue, wasm)), wasm: hashed(stem, "wasm", hashOf(glue, wasm)) };
  files.set(names.glue, glue).set(names.wasm, wasm);
  return names;
}

/** Both builds of a module, as far as they are there. */
function addBuilds(root: string, name: string, files: Files) {
  const found = Object.entries(builds).map(([build, folder]) => [build, addModule(root, folder, name, files)]);
  return Object.fromEntries(found.filter(([, names]) => names));
}

function addWeights(root: string, file: string, files: Files): string | undefined {
  const path = join(root, "web", "assets", "weights", file);
  if (!existsSync(path)) return undefined;
  const content = readFileSync(path);
  const name = hashed(file.replace(/\.safetensors$/, ""), "safetensors", hashOf(content));
  files.set(name, content);
  return name;
}

/** The model's part of the manifest; undefined where its module or its main weights are missing. */
function addModel(root: string, files: Files) {
  const modules = addBuilds(root, "lesson-model", files);
  const main = addWeights(root, weights.main, files);
  if (!modules.simd || !main) return undefined;
  const more = Object.entries(weights.more).map(([name, file]) => [name, addWeights(root, file, files)]);
  return { ...modules, weights: main, more: Object.fromEntries(more.filter(([, file]) => file)) };
}

/** `root`: the repository. */
export function runtimePlugin(root: string): Plugin {
  const files: Files = new Map();
  const widgets = addBuilds(root, "lesson-web", files);
  const missing = { simd: { glue: "missing.mjs", wasm: "missing.wasm" } };
  const manifest = { ...missing, ...widgets, model: addModel(root, files) };
  return {
    name: "lesson-runtime",
    buildStart() {
      if (!widgets.simd)
        this.warn("no compiled widgets in build/wasm: build them with `cmake --build --preset wasm`");
    },
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : undefined),
    load: (id) => (id === `\0${moduleId}` ? `export default ${JSON.stringify(manifest)}` : undefined),
    generateBundle() {
      for (const [name, source] of files) this.emitFile({ type: "asset", fileName: `runtime/${name}`, source });
    },
  };
}
