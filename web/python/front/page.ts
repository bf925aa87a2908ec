// The runtime of a notebook's page, or of a page that a notebook was exported to. No server of ours is there and no
// network is asked: files.ts has them. Stands in for element/page.ts when web/build/python builds the package's script.

import { arms, glue, workerCode } from "virtual:packed";
import { browserLoaderServices, type ModuleFactory } from "../../element/loader.js";
import { PageRuntime } from "../../element/runtime.js";
import { Files } from "./files.js";
import { base, manifestOf } from "./names.js";
import { servedWorker } from "./served-worker.js";

export const files = new Files();
const nameOf = (url: string) => url.slice(base.length);

export const runtime = new PageRuntime(manifestOf(arms), () => base, {
  ...browserLoaderServices,
  fetch: async (url) => new Response(await files.get(nameOf(url))),
  importGlue: async () => ({ default: glue as ModuleFactory }),
  startWorker: () => servedWorker(workerCode, (url) => files.get(nameOf(url))),
});
