// Brings the WebAssembly module: picks the build this browser can run, downloads it once for everybody,
// and says in plain words what is missing when it cannot.

import type { WasmModule } from "./border.js";
import { BadAnswer, download, type Fetch, NoAnswer } from "./download.js";
import { importGlue } from "./glue.js";
import type { ModelFiles } from "./model/protocol.js";
import { startWorker } from "./model/start-worker.js";
import type { ModelWorker } from "./model/worker-link.js";
import { LessonError } from "./types.js";

/** The files of one build, relative to the asset path. Names carry a hash of their content. */
export interface RuntimeFiles {
  glue: string;
  wasm: string;
}
export interface RuntimeManifest {
  simd: RuntimeFiles;
  /** Uses fused multiply-add where the browser has it; same results within rounding. */
  relaxed?: RuntimeFiles;
  /** The trained model, run in a worker; a build without its weights has none. */
  model?: ModelManifest;
  /** The hash of each file, by its name; none where files come with the page itself. */
  integrity?: Record<string, string>;
}
export interface ModelManifest {
  /** The compiled programs. */
  simd: string;
  relaxed?: string;
  /** The script that runs it. */
  worker: string;
  weights: string;
  /** Further denoisers by name. */
  more: Record<string, string>;
}

// Tiny modules holding one instruction each: i8x16.popcnt of SIMD, i8x16.relaxed_swizzle of relaxed SIMD.
const prefix = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10];
const simdProbe = [...prefix, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const relaxedProbe = [...prefix, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11];

/** This browser cannot run widgets, whatever is tried again. */
export class LackingError extends LessonError {
  override name = "LackingError";
}

/** The graphics card is gone for now; another time it may be there. */
export class LostError extends LessonError {
  override name = "LostError";
}

const instead = "The text around it says the same in words; a current browser shows it live.";
export const lackingWebGl = `This figure draws with WebGL 2, which this browser lacks or has switched off. ${instead}`;

/** What the browser offers; injected in tests. */
export interface Abilities {
  wasm: boolean;
  simd: boolean;
  relaxed: boolean;
  webgl2: boolean;
}
export function detectAbilities(): Abilities {
  const wasm = typeof WebAssembly === "object" && typeof WebAssembly.validate === "function";
  const runs = (bytes: number[]) => wasm && WebAssembly.validate(new Uint8Array(bytes));
  return {
    wasm,
    simd: runs(simdProbe),
    relaxed: runs(relaxedProbe),
    webgl2: typeof WebGL2RenderingContext === "function",
  };
}

/** The files to load, or a LessonError saying what the browser lacks. */
export function chooseFiles(manifest: RuntimeManifest, abilities: Abilities): RuntimeFiles {
  if (!abilities.wasm || !abilities.simd) {
    throw new LackingError(
      `This figure computes in the page with WebAssembly SIMD, which this browser lacks or has switched off. ${instead}`,
    );
  }
  if (!abilities.webgl2) throw new LackingError(lackingWebGl);
  return (abilities.relaxed && manifest.relaxed) || manifest.simd;
}

/** The model's files for this browser, and its worker's script, as absolute URLs. */
export function chooseModel(
  manifest: RuntimeManifest,
  abilities: Abilities,
  base: string,
): { worker: string; files: ModelFiles } | undefined {
  const { model, integrity = {} } = manifest;
  if (!model) return undefined;
  const build = abilities.relaxed && model.relaxed ? "relaxed" : "simd";
  const url = (name: string) => new URL(name, base).href;
  const each = <T>(record: Record<string, T>, key: (name: string) => string, value: (of: T) => string) =>
    Object.fromEntries(Object.entries(record).map(([name, of]) => [key(name), value(of)]));
  const files: ModelFiles = {
    build,
    wasm: url(model[build]!),
    weights: url(model.weights),
    more: each(model.more, (name) => name, url),
    integrity: each(integrity, url, (hash) => hash),
  };
  return { worker: url(model.worker), files };
}

/** What the loader needs from its surroundings; injected in tests. */
export interface LoaderServices {
  fetch: Fetch;
  /** Brings the glue; its default export makes the module. */
  importGlue(url: string, integrity?: string): Promise<{ default: ModuleFactory }>;
  /** Starts the model's worker; `url` names its script. */
  startWorker(url: string, integrity?: string): ModelWorker;
}
export type ModuleFactory = (options: Record<string, unknown>) => Promise<WasmModule>;

export const browserLoaderServices: LoaderServices = {
  fetch: (url, init) => fetch(url, { credentials: "same-origin", ...init }),
  importGlue,
  startWorker,
};

/** Downloads both files at once and instantiates. `integrity`: their hashes by name. */
export async function loadModule(
  base: string,
  files: RuntimeFiles,
  canvas: HTMLCanvasElement,
  integrity: Record<string, string> = {},
  services: LoaderServices = browserLoaderServices,
): Promise<WasmModule> {
  const { glue, wasm } = files;
  const url = (name: string) => new URL(name, base).href;
  const explained = (name: string) => (cause: unknown) => {
    throw downloadError(name, cause, url(name));
  };
  const [made, compiled] = await Promise.all([
    services.importGlue(url(glue), integrity[glue]).catch(explained(glue)),
    download(url(wasm), { integrity: integrity[wasm], fetch: services.fetch })
      .then((bytes) => WebAssembly.compile(bytes))
      .catch(explained(wasm)),
  ]);
  const module = await instantiate(made.default, compiled, canvas);
  module.specialHTMLTargets["#canvas"] = canvas;
  return module;
}

/** The glue would wait for ever where there is no memory for the module: it only hears of success. */
function instantiate(
  factory: ModuleFactory,
  compiled: WebAssembly.Module,
  canvas: HTMLCanvasElement,
): Promise<WasmModule> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(
        new LessonError(
          "The browser has no room for the program behind this figure. Close other pages, then try again.",
          {
            cause,
          },
        ),
      );
    factory({
      canvas,
      // The glue asks for its imports to be joined with the module we have compiled already.
      instantiateWasm(
        imports: WebAssembly.Imports,
        done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
      ) {
        WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled), fail);
        return {};
      },
    }).then(resolve, reject);
  });
}

/** In words for the reader first, then for whoever made the page. `url`: where it was looked for. */
export function downloadError(name: string, cause: unknown, url = ""): LessonError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LessonError(
    `The program behind this figure could not be loaded. ${advice(cause, url)}(${name}: ${reason})`,
    {
      cause,
    },
  );
}

/** What the reader can do: about a server's wrong answer, nothing. */
function advice(cause: unknown, url: string): string {
  if (cause instanceof BadAnswer || cause instanceof WebAssembly.CompileError) return "";
  if (typeof navigator === "object" && navigator.onLine === false) return "You seem to be offline. ";
  if (cause instanceof NoAnswer || !url || new URL(url).origin === globalThis.origin)
    return "Please check the connection. ";
  return `Please check the connection; or ${new URL(url).origin} does not let this page use its files. `;
}
