// Brings the runtime's files into the page: content-hashed copies under runtime/, and `virtual:runtime`, the manifest
// the element imports. Vite's development server hands the same files out.

import type { Plugin } from "vite";
import { collectRuntime, type RuntimeFolder } from "./runtime-files.js";

const moduleId = "virtual:runtime";
const types: Record<string, string> = { wasm: "application/wasm", js: "text/javascript" };

/** `root`: the repository. */
export function runtimePlugin(root: string): Plugin {
  let runtime: Promise<RuntimeFolder> | undefined;
  const collected = () => {
    runtime ??= collectRuntime(root);
    return runtime;
  };
  return {
    name: "lesson-runtime",
    async buildStart() {
      if (!(await collected()).complete)
        this.warn("no compiled widgets in build/wasm: build them with `cmake --build --preset wasm`");
    },
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : undefined),
    async load(id) {
      if (id === `\0${moduleId}`) return `export default ${JSON.stringify((await collected()).manifest)}`;
    },
    async generateBundle() {
      for (const [name, source] of (await collected()).files)
        this.emitFile({ type: "asset", fileName: `runtime/${name}`, source });
    },
    configureServer(server) {
      server.middlewares.use("/runtime", async (request, response, next) => {
        const name = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
        const content = (await collected()).files.get(name);
        if (!content) return next();
        response.setHeader("Content-Type", types[name.split(".").at(-1)!] ?? "application/octet-stream");
        response.end(content);
      });
    },
  };
}
