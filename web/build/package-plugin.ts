// What makes a built folder an npm package: package.json, its documents, licences and types.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { packageVersion } from "./version.js";

const manifest = (version: string) => ({
  name: "lesson-widgets",
  version,
  description: "Live figures about diffusion transformers: custom elements over WebAssembly, with a tiny trained SD3",
  keywords: ["custom-element", "diffusion", "transformer", "attention", "flow-matching", "webassembly", "teaching"],
  license: "MIT",
  type: "module",
  sideEffects: true, // importing it registers the elements
  exports: {
    ".": { types: "./types/package/index.d.ts", default: "./lib/index.js" },
    "./react": { types: "./types/package/react.d.ts" },
    "./runtime/*": "./runtime/*",
    "./package.json": "./package.json",
  },
  types: "./types/package/index.d.ts",
  typesVersions: { "*": { react: ["./types/package/react.d.ts"] } }, // for resolvers that know no exports
  files: ["lib", "types", "runtime", "HOSTING.md", "MODEL_CARD.md", "THIRD_PARTY.md", "licenses.txt"],
  peerDependencies: { "@types/react": ">=19" },
  peerDependenciesMeta: { "@types/react": { optional: true } },
});

/** `web`: this folder; `root`: the repository. */
export function packagePlugin(web: string, root: string): Plugin {
  return {
    name: "lesson-package",
    generateBundle() {
      const emit = (fileName: string, source: string | Buffer) => this.emitFile({ type: "asset", fileName, source });
      emit("package.json", `${JSON.stringify(manifest(packageVersion(web)), null, 2)}\n`);
      emit("types/package/react.d.ts", readFileSync(join(web, "package", "react.d.ts")));
      for (const name of ["README.md", "HOSTING.md"]) emit(name, readFileSync(join(web, "package", name)));
      emit("MODEL_CARD.md", readFileSync(join(web, "assets", "weights", "MODEL_CARD.md")));
      for (const name of ["LICENSE", "THIRD_PARTY.md"]) emit(name, readFileSync(join(root, name)));
    },
    closeBundle() {
      execFileSync("npx", ["tsc", "-p", join(web, "package")], { cwd: web, stdio: "inherit" });
    },
  };
}
