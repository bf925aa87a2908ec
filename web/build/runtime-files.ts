// The compiled modules, the model's worker and weights: read from where they were built, given names that carry a
// hash of their content, and listed with their whole hashes in the manifest by which the element finds and checks them.
// Scripts end in .js and are no modules: every server knows their type, and no bundler has to know of them.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelManifest, RuntimeManifest } from "../element/loader.js";
import { type Arm, arms, fileOf } from "../element/model/kinds.js";
import { bundle } from "./bundle.js";
import { classicGlue, glueModule } from "./glue.js";
import { standIns, virtual } from "./made-here.js";

export const presets = { simd: "wasm", relaxed: "wasm-relaxed" } as const;
export type Build = keyof typeof presets;

export interface RuntimeFolder {
  manifest: RuntimeManifest;
  /** Files to ship, by their name under runtime/. */
  files: Map<string, Buffer>;
  /** False while build/wasm holds no widgets: the page is built all the same, and says so. */
  complete: boolean;
}

/** Both halves of a compiled module; LESSON_BUILD names another folder that holds wasm/ and wasm-relaxed/. */
export function readModule(root: string, build: Build, name: string): { glue: Buffer; wasm: Buffer } | undefined {
  const folder = join(process.env.LESSON_BUILD ?? join(root, "build"), presets[build]);
  const [glue, wasm] = [join(folder, `${name}.mjs`), join(folder, `${name}.wasm`)];
  if (!existsSync(glue) || !existsSync(wasm)) return undefined;
  return { glue: readFileSync(glue), wasm: readFileSync(wasm) };
}

/** What has to be there, or words on how it comes. */
export function need<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`${what} is not there; build it first: tools/serve --build-only`);
  return found;
}

export function readWeights(root: string, file: string): Buffer | undefined {
  const path = join(root, "web", "assets", "weights", file);
  return existsSync(path) ? readFileSync(path) : undefined;
}

/** The arms whose weights are in the repository. */
export const armsHere = (root: string): Arm[] => arms.filter((arm) => readWeights(root, fileOf(arm)));

/** Of these, what goes into a single file (the lesson's at most 12 MB): joint attention and cross-attention, all else alike. */
export const packedArmsHere = (root: string): Arm[] =>
  armsHere(root).filter((arm) => arm === "flow_small" || arm === "flow_cross");

/** `export const name = value;` of each. */
export const constants = (values: Record<string, unknown>): string =>
  Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join(" ");

export function hashOf(...contents: (Buffer | string)[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content);
  return hash.digest("hex").slice(0, 10);
}

/** `root`: the repository. */
export async function collectRuntime(root: string): Promise<RuntimeFolder> {
  const files: RuntimeFolder["files"] = new Map();
  const widgets = addBuilds(root, "lesson-web", files);
  const missing = { simd: { glue: "missing.js", wasm: "missing.wasm" } };
  const model = await addModel(root, files);
  const integrity = Object.fromEntries([...files].map(([name, content]) => [name, integrityOf(content)]));
  return { manifest: { ...missing, ...widgets, model, integrity }, files, complete: "simd" in widgets };
}

/** As browsers write it: the hash that `integrity` of scripts has. */
export const integrityOf = (content: Buffer): string =>
  `sha256-${createHash("sha256").update(content).digest("base64")}`;

/** Both builds of a module, as far as they are there. */
function addBuilds(root: string, name: string, files: Map<string, Buffer>) {
  const found = (Object.keys(presets) as Build[]).flatMap((build) => {
    const module = readModule(root, build, name);
    if (!module) return [];
    const stem = build === "simd" ? name : `${name}-${build}`;
    const hash = hashOf(module.glue, module.wasm);
    const names = { glue: `${stem}.${hash}.js`, wasm: `${stem}.${hash}.wasm` };
    files.set(names.glue, Buffer.from(classicGlue(module.glue.toString("utf8")))).set(names.wasm, module.wasm);
    return [[build, names]];
  });
  return Object.fromEntries(found) as Partial<RuntimeManifest>;
}

function addWeights(root: string, file: string, files: Map<string, Buffer>): string | undefined {
  const content = readWeights(root, file);
  if (!content) return undefined;
  const name = `${file.replace(/\.safetensors$/, "")}.${hashOf(content)}.safetensors`;
  files.set(name, content);
  return name;
}

/** The model's compiled programs; their glue is part of the worker. */
function addPrograms(root: string, files: Map<string, Buffer>): Partial<Record<Build, string>> {
  const found = (Object.keys(presets) as Build[]).flatMap((build) => {
    const wasm = readModule(root, build, "lesson-model")?.wasm;
    if (!wasm) return [];
    const name = `lesson-model${build === "simd" ? "" : `-${build}`}.${hashOf(wasm)}.wasm`;
    files.set(name, wasm);
    return [[build, name]];
  });
  return Object.fromEntries(found);
}

/** The model's worker as one script, no module. `files`: what stands in for element/model/files.ts, if anything. */
export function workerCode(root: string, files: Record<string, string> = {}): Promise<string> {
  const glue = (build: Build) => {
    const module = readModule(root, build, "lesson-model");
    return module ? glueModule(module.glue.toString("utf8")) : "export default undefined";
  };
  const made = virtual({
    "virtual:model-glue": () =>
      'export { default as simd } from "glue:simd"; export { default as relaxed } from "glue:relaxed";',
    "glue:simd": () => glue("simd"),
    "glue:relaxed": () => glue("relaxed"),
  });
  return bundle(join(root, "web", "element", "model", "worker.ts"), [standIns(files), made], "iife");
}

/** The model's part of the manifest; undefined where its module or its main weights are missing. */
async function addModel(root: string, files: Map<string, Buffer>): Promise<ModelManifest | undefined> {
  const modules = addPrograms(root, files);
  const main = addWeights(root, fileOf("flow"), files);
  if (!modules.simd || !main) return undefined;
  const code = await workerCode(root);
  const worker = `model-worker.${hashOf(code)}.js`;
  files.set(worker, Buffer.from(code));
  const more = armsHere(root).map((arm) => [arm, addWeights(root, fileOf(arm), files)]);
  return {
    ...(modules as { simd: string }),
    worker,
    weights: main,
    more: Object.fromEntries(more),
  };
}
