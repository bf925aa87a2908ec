// What the Python package holds for the page, under which names; each file is gzip's, as it lies in the wheel.

import type { ModelManifest, RuntimeManifest } from "../../element/loader.js";
import { type Arm, fileOf } from "../../element/model/kinds.js";

/** Not an address of anything: it makes names into URLs that nothing can fetch by mistake. */
export const base = "wheel:/";

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

/** Where a page keeps its one runtime: every widget of a notebook loads its own copy of its script. */
export const key = Symbol.for("lesson-widgets");
