// The runtime of the lesson that is one file: modules and weights lie packed in the page's own text, in script
// elements that are no scripts. Stands in for element/page.ts when web/build/single-file builds that file.

import { glue, workerCode } from "virtual:packed";
import { browserLoaderServices, type ModuleFactory } from "../../element/loader.js";
import { PageRuntime } from "../../element/runtime.js";
import { scriptUrl } from "../../element/trusted.js";
import { base, manifest, modelNames } from "./names.js";
import { unpack } from "./pack.js";

/** The packed text of one file, by the address that its name has in the manifest. */
function packed(url: string): string {
  const text = document.getElementById(url)?.textContent;
  if (!text) throw new TypeError(`the file holds no ${url}`);
  return text;
}

function startWorker(): Worker {
  const code = URL.createObjectURL(new Blob([workerCode], { type: "text/javascript" }));
  const worker = new Worker(scriptUrl(code), { name: "tiny-sd3" });
  const urls = modelNames.map((name) => base + name).filter((url) => document.getElementById(url));
  worker.postMessage({ kind: "packed", texts: Object.fromEntries(urls.map((url) => [url, packed(url)])) });
  return worker;
}

export const runtime = new PageRuntime(manifest, () => base, {
  ...browserLoaderServices,
  fetch: async (url) => unpack(packed(url), "application/wasm"),
  importGlue: async () => ({ default: glue as ModuleFactory }),
  startWorker,
});
