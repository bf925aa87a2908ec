// Brings the compiled modules into the build: content-hashed copies under runtime/, and `virtual:runtime`, the
// manifest the element imports. Without compiled modules the page is built all the same; its widgets then say so.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const builds = { simd: "wasm", relaxed: "wasm-relaxed" } as const;
const moduleId = "virtual:runtime";

interface Build {
  glue: Buffer;
  wasm: Buffer;
  names: { glue: string; wasm: string };
}

/** LESSON_BUILD: another folder that holds wasm/ and wasm-relaxed/, e.g. of a checkout built elsewhere. */
function readBuild(root: string, folder: string): Build | undefined {
  const at = (name: string) => join(process.env.LESSON_BUILD ?? join(root, "build"), folder, name);
  if (!existsSync(at("lesson-web.mjs")) || !existsSync(at("lesson-web.wasm"))) return undefined;
  const glue = readFileSync(at("lesson-web.mjs"));
  const wasm = readFileSync(at("lesson-web.wasm"));
  const hash = createHash("sha256").update(glue).update(wasm).digest("hex").slice(0, 10);
  const stem = `${folder === builds.simd ? "lesson-web" : "lesson-web-relaxed"}.${hash}`;
  return { glue, wasm, names: { glue: `${stem}.mjs`, wasm: `${stem}.wasm` } };
}

/** `root`: the repository. */
export function runtimePlugin(root: string): Plugin {
  const found = Object.entries(builds).flatMap(([name, folder]) => {
    const build = readBuild(root, folder);
    return build ? [[name, build] as const] : [];
  });
  const manifest = Object.fromEntries(found.map(([name, build]) => [name, build.names]));
  if (!manifest.simd) manifest.simd = { glue: "missing.mjs", wasm: "missing.wasm" };
  return {
    name: "lesson-runtime",
    buildStart() {
      if (found.length === 0)
        this.warn("no compiled widgets in build/wasm: build them with `cmake --build --preset wasm`");
    },
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : undefined),
    load: (id) => (id === `\0${moduleId}` ? `export default ${JSON.stringify(manifest)}` : undefined),
    generateBundle() {
      for (const [, build] of found) {
        this.emitFile({ type: "asset", fileName: `runtime/${build.names.glue}`, source: build.glue });
        this.emitFile({ type: "asset", fileName: `runtime/${build.names.wasm}`, source: build.wasm });
      }
    },
  };
}
