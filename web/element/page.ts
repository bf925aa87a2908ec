// The runtime of this page, its files fetched over the network. The single-file lesson has another in its place
// (offline/single-file/page.ts).

import manifest from "virtual:runtime";
import { defaultAssets } from "./assets.js";
import { PageRuntime } from "./runtime.js";

export const runtime = new PageRuntime(manifest, defaultAssets);
