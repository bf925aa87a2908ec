// Brings what the widgets of a page share, once for all of them: the module, its GL canvas that is never in the
// document, and the code around both.

import type { ModelSource } from "./alive.js";
import type { Figure, Place } from "./figure.js";
import {
  type Abilities,
  browserLoaderServices,
  chooseFiles,
  chooseModel,
  detectAbilities,
  downloadError,
  type LoaderServices,
  loadModule,
  type RuntimeManifest,
} from "./loader.js";
import type { ModelFiles } from "./model/protocol.js";
import type { ModelWorker } from "./model/worker-link.js";
import { explained } from "./policy-watch.js";
import { LessonError } from "./types.js";

export interface Runtime {
  /** The figure of the name that the place's element has, at work there; throws where there is none of that name. */
  show(place: Place): Figure;
  /** Resolves when figures can be drawn: at once, but for lost graphics; rejects when those do not come back. */
  drawable(): Promise<void>;
}

/** Hands out the shared runtime. `get` loads it, once for all; after a failure, `get` tries again. */
export interface RuntimeProvider {
  get(element: HTMLElement): Promise<Runtime>;
  /** Called when a load succeeds, so that widgets waiting after a failure can join in. Returns a way to stop. */
  onLoaded(callback: () => void): () => void;
}

export class PageRuntime implements RuntimeProvider {
  /** The one of this page, from whichever folder: a second would take a second GL context. */
  #load: { base: string; runtime: Promise<Runtime> } | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #manifest: RuntimeManifest;
  readonly #defaultBase: () => string;
  readonly #services: LoaderServices;
  readonly #abilities: () => Abilities;

  /** `defaultBase`: URL of the folder of the runtime files where an element has no `asset-path`. */
  constructor(
    manifest: RuntimeManifest,
    defaultBase: () => string,
    services: LoaderServices = browserLoaderServices,
    abilities: () => Abilities = detectAbilities,
  ) {
    this.#manifest = manifest;
    this.#defaultBase = defaultBase;
    this.#services = services;
    this.#abilities = abilities;
  }

  get(element: HTMLElement): Promise<Runtime> {
    const base = this.#baseOf(element);
    if (this.#load && this.#load.base !== base) return this.#load.runtime.catch(() => this.get(element));
    if (!this.#load) {
      const runtime = this.#start(base).catch(async (error) => {
        this.#load = undefined;
        throw await explained(error, base);
      });
      this.#load = { base, runtime };
    }
    return this.#load.runtime;
  }

  onLoaded(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /** For a page's own scripts, from the folder that its widgets use. */
  modelFiles(): ModelFiles {
    return this.#chooseModel(this.#pageBase()).files;
  }
  startWorker(): ModelWorker {
    const { worker, files } = this.#chooseModel(this.#pageBase());
    return this.#services.startWorker(worker, files.integrity[worker]);
  }

  #baseOf(element: Element | null): string {
    const path = element?.getAttribute("asset-path");
    return path ? new URL(path.endsWith("/") ? path : `${path}/`, document.baseURI).href : this.#defaultBase();
  }
  #pageBase(): string {
    return this.#load?.base ?? this.#baseOf(document.querySelector("lesson-widget[asset-path]"));
  }

  #chooseModel(base: string): { worker: string; files: ModelFiles } {
    const abilities = this.#abilities();
    if (!abilities.simd) throw new LessonError("The model needs WebAssembly SIMD, which this browser lacks.");
    const model = chooseModel(this.#manifest, abilities, base);
    if (!model) throw new LessonError("This page came without the model's weights.");
    return model;
  }

  #model(base: string): ModelSource | undefined {
    if (!this.#manifest.model) return undefined;
    const { worker, files } = this.#chooseModel(base);
    return { files, startWorker: () => this.#services.startWorker(worker, files.integrity[worker]) };
  }

  async #start(base: string): Promise<Runtime> {
    const canvas = document.createElement("canvas");
    const files = chooseFiles(this.#manifest, this.#abilities());
    const [wasm, { bringAlive }] = await Promise.all([
      loadModule(base, files, canvas, this.#manifest.integrity, this.#services),
      import("./alive.js").catch((cause) => {
        throw downloadError("the script around it", cause);
      }),
    ]);
    const runtime = await bringAlive(wasm, canvas, this.#model(base), () => {
      this.#load = undefined;
    });
    queueMicrotask(() => {
      for (const callback of [...this.#waiting]) callback();
    });
    return runtime;
  }
}
