// The runtime of this page, its files fetched over the network. The single-file lesson has another in its place
// (offline/single-file/page.ts).

import manifest from "virtual:runtime";
import { PageRuntime } from "./runtime.js";

export const runtime = new PageRuntime(manifest, new URL(/* @vite-ignore */ "../runtime/", import.meta.url).href);
