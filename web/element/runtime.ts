// Everything the widgets of a page share: one module, one GL canvas that is never in the document, one host.

import { Border } from "./border.js";
import { breathe } from "./breathe.js";
import { Host } from "./host.js";
import {
  type Abilities,
  browserLoaderServices,
  chooseFiles,
  chooseModel,
  detectAbilities,
  type LoaderServices,
  loadModule,
  type RuntimeManifest,
  SharedLoad,
} from "./loader.js";
import { ModelClient } from "./model/client.js";
import { ModelEngine } from "./model/engine.js";
import { pageTheme, sameTheme, watchTheme } from "./theme.js";
import { LessonError, type Theme } from "./types.js";

export interface Runtime {
  readonly border: Border;
  readonly host: Host;
  /** Reads the colours again, from `element` on if given; draws everything again if they changed. */
  refreshTheme(element?: HTMLElement): void;
}

/** Hands out the shared runtime. `get` loads it, once for all; after a failure, `get` tries again. */
export interface RuntimeProvider {
  get(element: HTMLElement): Promise<Runtime>;
  /** Called when a load succeeds, so that widgets waiting after a failure can join in. Returns a way to stop. */
  onLoaded(callback: () => void): () => void;
}

export class PageRuntime implements RuntimeProvider {
  readonly #loads = new Map<string, SharedLoad<Runtime>>();
  readonly #waiting = new Set<() => void>();
  readonly #manifest: RuntimeManifest;
  readonly #defaultBase: string;
  readonly #services: LoaderServices;
  readonly #abilities: () => Abilities;

  /** `defaultBase`: URL of the folder of the runtime files where an element has no `asset-path`. */
  constructor(
    manifest: RuntimeManifest,
    defaultBase: string,
    services: LoaderServices = browserLoaderServices,
    abilities: () => Abilities = detectAbilities,
  ) {
    this.#manifest = manifest;
    this.#defaultBase = defaultBase;
    this.#services = services;
    this.#abilities = abilities;
  }

  get(element: HTMLElement): Promise<Runtime> {
    const path = element.getAttribute("asset-path");
    const base = path ? new URL(path.endsWith("/") ? path : `${path}/`, document.baseURI).href : this.#defaultBase;
    let load = this.#loads.get(base);
    if (!load) {
      load = new SharedLoad((attempt) => this.#start(base, attempt, element));
      this.#loads.set(base, load);
    }
    return load.get();
  }

  onLoaded(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /** The tiny SD3 for a page's own scripts, from the folder that elements without an `asset-path` use. */
  modelClient(): ModelClient {
    const choose = () => {
      const abilities = this.#abilities();
      if (!abilities.simd) throw new LessonError("The model needs WebAssembly SIMD, which this browser lacks.");
      if (!this.#manifest.model) throw new LessonError("This page came without the model's weights.");
      return chooseModel(this.#manifest.model, abilities, this.#defaultBase);
    };
    return new ModelClient(
      () => choose().files,
      () => this.#services.startWorker(choose().worker),
    );
  }

  async #start(base: string, attempt: number, element: HTMLElement): Promise<Runtime> {
    const canvas = document.createElement("canvas");
    const files = chooseFiles(this.#manifest, this.#abilities());
    const wasm = await loadModule(base, files, canvas, attempt, this.#services);
    // Starting takes several pieces of work of some twenty milliseconds; the reader may scroll between them.
    await breathe();
    const border = new Border(wasm);
    border.init();
    await breathe();
    const host = new Host(border, canvas);
    if (this.#manifest.model) {
      const { worker, files } = chooseModel(this.#manifest.model, this.#abilities(), base);
      const start = () => this.#services.startWorker(worker);
      const engine = new ModelEngine(border, files, start, () => host.news());
      host.afterFrame = () => engine.poll();
    }
    const runtime = joinPage(border, host, element);
    queueMicrotask(() => {
      for (const callback of [...this.#waiting]) callback();
    });
    return runtime;
  }
}

/** Ties a host to the page: colours, motion, visibility, printing. */
function joinPage(border: Border, host: Host, element: HTMLElement): Runtime {
  let current: Theme | undefined;
  let source = element;
  const refreshTheme = (from = source) => {
    source = from;
    const theme = pageTheme(source.isConnected ? source : document.documentElement);
    if (current && sameTheme(current, theme)) return;
    current = theme;
    border.setTheme(theme);
    host.wakeAll();
  };
  refreshTheme();
  watchTheme(() => refreshTheme());
  document.addEventListener("visibilitychange", () => host.setPageHidden(document.hidden));
  window.addEventListener("pagehide", () => host.setPageHidden(true));
  window.addEventListener("pageshow", (event) => {
    host.setPageHidden(document.hidden);
    if (event.persisted) host.wakeAll(); // back from the back-forward cache
  });
  window.addEventListener("beforeprint", () => {
    refreshTheme(); // the page may have put on its paper colours
    host.drawAll();
  });
  host.setPageHidden(document.hidden);
  return { border, host, refreshTheme };
}
