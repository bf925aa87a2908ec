// The runtime of what is one file: modules and weights lie packed in it (texts.ts). Stands in for element/page.ts when
// web/build/single-file builds that file.

import { arms, glue, workerCode } from "virtual:packed";
import { browserLoaderServices, type ModuleFactory } from "../../element/loader.js";
import type { ModelWorker } from "../../element/model/worker-link.js";
import { whyNoWorker } from "../../element/policy-watch.js";
import { PageRuntime } from "../../element/runtime.js";
import { scriptUrl } from "../../element/trusted.js";
import { base, manifestOf, modelNames, nameOf } from "./names.js";
import { unpack } from "./pack.js";
import { textOf } from "./texts.js";

const manifest = manifestOf(arms);

/** The packed text of a file, whatever folder it is looked for in. */
function packed(url: string): string {
  const text = textOf(nameOf(url));
  if (!text) throw new TypeError(`the file holds no ${nameOf(url)}`);
  return text;
}

function startWorker(): ModelWorker {
  const code = URL.createObjectURL(new Blob([workerCode], { type: "text/javascript" }));
  const worker = new Worker(scriptUrl(code), { name: "tiny-sd3" });
  const names = modelNames(manifest.model).filter((name) => textOf(name));
  worker.postMessage({ kind: "packed", texts: Object.fromEntries(names.map((name) => [name, packed(name)])) });
  return Object.assign(worker, { why: () => whyNoWorker(code) });
}

export const runtime = new PageRuntime(manifest, () => base, {
  ...browserLoaderServices,
  fetch: async (url) => unpack(packed(url), "application/wasm"),
  importGlue: async () => ({ default: glue as ModuleFactory }),
  startWorker,
});
