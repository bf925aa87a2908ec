// What the single file holds, under which names. One build of the widgets, plain SIMD, which every browser that can
// show them runs; of the model, which computes much more, also the faster one.

import type { ModelManifest, RuntimeManifest } from "../../element/loader.js";
import { type Arm, fileOf } from "../../element/model/kinds.js";

/** Not an address of anything: it makes names into URLs that nothing can fetch by mistake. */
export const base = "packed:/";

/** Of a file, by whatever address it is asked for. */
export const nameOf = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

/** `held`: the arms whose weights are packed. */
export const manifestOf = (held: readonly Arm[]): RuntimeManifest & { model: ModelManifest } => ({
  simd: { glue: "lesson-web.js", wasm: "lesson-web.wasm" },
  model: {
    simd: "lesson-model.wasm",
    relaxed: "lesson-model-relaxed.wasm",
    worker: "model-worker.js",
    weights: fileOf("flow"),
    more: Object.fromEntries(held.map((arm) => [arm, fileOf(arm)])),
  },
});

/** What the worker needs; scripts are part of its code. */
export const modelNames = ({ simd, relaxed, weights, more }: ModelManifest): string[] => [
  simd,
  relaxed!,
  weights,
  ...Object.values(more),
];
