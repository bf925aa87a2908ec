// What the single file holds, under which names. One build of the widgets, plain SIMD, which every browser that can
// show them runs; of the model, which computes much more, also the faster one.

import type { RuntimeManifest } from "../../element/loader.js";

/** Not an address of anything: it makes names into URLs that nothing can fetch by mistake. */
export const base = "packed:/";

/** Of a file, by whatever address it is asked for. */
export const nameOf = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

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

const model = manifest.model!;
/** What the worker needs; scripts are part of its code. */
export const modelNames = [model.simd, model.relaxed!, model.weights, ...Object.values(model.more)];
