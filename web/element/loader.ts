// Brings the WebAssembly module: picks the build this browser can run, downloads it once for everybody,
// and says in plain words what is missing when it cannot.

import type { WasmModule } from "./border.js";
import type { ModelFiles } from "./model/protocol.js";
import type { ModelWorker } from "./model/worker-link.js";
import { whyNoWorker } from "./policy-watch.js";
import { scriptUrl } from "./trusted.js";
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
}
export interface ModelManifest {
  simd: RuntimeFiles;
  relaxed?: RuntimeFiles;
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
  manifest: ModelManifest,
  abilities: Abilities,
  base: string,
): { worker: string; files: ModelFiles } {
  const program = (abilities.relaxed && manifest.relaxed) || manifest.simd;
  const url = (name: string) => new URL(name, base).href;
  const more = Object.entries(manifest.more).map(([name, file]) => [name, url(file)]);
  const files = {
    glue: url(program.glue),
    wasm: url(program.wasm),
    weights: url(manifest.weights),
    more: Object.fromEntries(more),
  };
  return { worker: url(manifest.worker), files };
}

/** What the loader needs from its surroundings; injected in tests. */
export interface LoaderServices {
  fetch(url: string): Promise<Response>;
  /** Dynamic import of the glue; its default export makes the module. */
  importGlue(url: string): Promise<{ default: ModuleFactory }>;
  /** Starts the model's worker; `url` names its script. */
  startWorker(url: string): ModelWorker;
}
export type ModuleFactory = (options: Record<string, unknown>) => Promise<WasmModule>;

export const browserLoaderServices: LoaderServices = {
  fetch: (url) => fetch(url, { credentials: "same-origin" }),
  importGlue: (url) => import(/* @vite-ignore */ url),
  startWorker: (url) =>
    Object.assign(new Worker(scriptUrl(url), { type: "module", name: "tiny-sd3" }), { why: () => whyNoWorker(url) }),
};

/** Downloads both files at once and instantiates. `attempt` > 0 asks anew past any remembered failure. */
export async function loadModule(
  base: string,
  files: RuntimeFiles,
  canvas: HTMLCanvasElement,
  attempt: number,
  services: LoaderServices = browserLoaderServices,
): Promise<WasmModule> {
  const url = (name: string) => {
    const at = new URL(name, base);
    if (attempt > 0) at.searchParams.set("retry", String(attempt));
    return at.href;
  };
  const [glue, compiled] = await Promise.all([
    services.importGlue(url(files.glue)).catch((cause) => {
      throw downloadError(files.glue, cause);
    }),
    compile(url(files.wasm), files.wasm, services),
  ]);
  const module = await instantiate(glue.default, compiled, canvas);
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

async function compile(url: string, name: string, services: LoaderServices): Promise<WebAssembly.Module> {
  try {
    const response = await services.fetch(url);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    // Streaming needs the MIME type application/wasm; plain hosts often lack it.
    const streams = response.headers.get("content-type")?.startsWith("application/wasm");
    return streams
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw downloadError(name, cause);
  }
}

/** In words for the reader first, then for whoever made the page. */
export function downloadError(name: string, cause: unknown): LessonError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const offline = typeof navigator === "object" && navigator.onLine === false;
  const next = offline ? "You seem to be offline." : "Please check the connection.";
  return new LessonError(`The program behind this figure could not be loaded. ${next} (${name}: ${reason})`, {
    cause,
  });
}
