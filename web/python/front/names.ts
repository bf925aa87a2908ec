// What the Python package holds for the page, under which names; each file is gzip's, as it lies in the wheel.

import type { RuntimeManifest } from "../../element/loader.js";

/** Not an address of anything: it makes names into URLs that nothing can fetch by mistake. */
export const base = "wheel:/";

export const manifest: RuntimeManifest = {
  simd: { glue: "lesson-web.js", wasm: "lesson-web.wasm" },
  model: {
    simd: "lesson-model.wasm",
    relaxed: "lesson-model-relaxed.wasm",
    worker: "model-worker.js",
    weights: "tiny-sd3.safetensors",
    more: { ddpm: "tiny-sd3-ddpm.safetensors", shared: "tiny-sd3-shared.safetensors" },
  },
};

/** Where a page keeps its one runtime: every widget of a notebook loads its own copy of its script. */
export const key = Symbol.for("lesson-widgets");
