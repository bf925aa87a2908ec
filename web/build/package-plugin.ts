// What makes a built folder an npm package: package.json, its documents, licences and types.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { bundle } from "./bundle.js";
import { describingFiles, type States } from "./package-types.js";
import { recordedWidget } from "./recording-name.mjs";
import { packageVersion } from "./version.js";

/** For frames in other people's pages: the page inside, its script, and the script of the page around. */
const embedding = ["embed.html", "embed.js", "lesson-frames.js"];
/** Shipped as they are. */
const scripts = ["cli.js", "react.js", "vite.js"];
const described = ["custom-elements.json", "html-data.json", "web-types.json"];

const manifest = (version: string) => ({
  name: "lesson-widgets",
  version,
  description: "Live figures about diffusion transformers: custom elements over WebAssembly, with a tiny trained SD3",
  keywords: ["custom-element", "diffusion", "transformer", "attention", "flow-matching", "webassembly", "teaching"],
  license: "MIT",
  type: "module",
  sideEffects: true, // importing it registers the elements
  // Whoever imports the package by name gets an entry that says nothing of its own address; pages that name a file take
  // lib/index.js, or lesson-widgets.js, which is no module.
  main: "./lib/main.js",
  module: "./lib/main.js",
  exports: {
    ".": { types: "./types/package/main.d.ts", default: "./lib/main.js" },
    "./react": { types: "./types/package/react.d.ts", default: "./react.js" },
    "./vue": { types: "./types/package/vue.d.ts" },
    "./svelte": { types: "./types/package/svelte.d.ts" },
    "./vite": "./vite.js",
    "./frames": { types: "./types/package/embed/frames.d.ts", default: "./lib/frames.js" },
    "./lesson-widgets.js": "./lesson-widgets.js",
    "./lib/*": "./lib/*",
    "./runtime/*": "./runtime/*",
    "./custom-elements.json": "./custom-elements.json",
    "./html-data.json": "./html-data.json",
    "./web-types.json": "./web-types.json",
    "./package.json": "./package.json",
  },
  types: "./types/package/main.d.ts",
  bin: { "lesson-widgets": "./cli.js" },
  customElements: "./custom-elements.json",
  "web-types": "./web-types.json",
  // For resolvers that know no exports.
  typesVersions: {
    "*": {
      ...Object.fromEntries(["react", "vue", "svelte"].map((name) => [name, [`./types/package/${name}.d.ts`]])),
      frames: ["./types/package/embed/frames.d.ts"],
    },
  },
  files: [
    "lib",
    "types",
    "runtime",
    ...scripts,
    ...described,
    "lesson-widgets.js", // of vite.script.config.ts
    ...embedding,
    "HOSTING.md",
    "HOSTS.md",
    "MODEL_CARD.md",
    "THIRD_PARTY.md",
    "licenses.txt",
  ],
  peerDependencies: { "@types/react": ">=19", react: ">=19" },
  peerDependenciesMeta: { "@types/react": { optional: true }, react: { optional: true } },
});

/** `web`: this folder; `root`: the repository. */
export function packagePlugin(web: string, root: string): Plugin {
  return {
    name: "lesson-package",
    async generateBundle() {
      const emit = (fileName: string, source: string | Buffer) => this.emitFile({ type: "asset", fileName, source });
      emit("package.json", `${JSON.stringify(manifest(packageVersion(web)), null, 2)}\n`);
      emit("types/package/react.d.ts", readFileSync(join(web, "package", "react.d.ts")));
      const states = JSON.parse(readFileSync(join(web, "public", "recorded", "states.json"), "utf8"));
      const widgets = Object.fromEntries(
        Object.entries<States[string]>(states).map(([of, state]) => [recordedWidget(of), state]),
      );
      for (const [name, text] of Object.entries(describingFiles(widgets, packageVersion(web)))) emit(name, text);
      for (const name of ["README.md", "HOSTING.md", "HOSTS.md", ...scripts])
        emit(name, readFileSync(join(web, "package", name)));
      const embed = (name: string) => join(web, "package", "embed", name);
      emit("embed.html", readFileSync(embed("embed.html")));
      emit("embed.js", await bundle(embed("embed.ts"), [], "iife"));
      emit("lesson-frames.js", await bundle(embed("start-frames.ts"), [], "iife", "lessonFrames"));
      emit("MODEL_CARD.md", readFileSync(join(web, "assets", "weights", "MODEL_CARD.md")));
      for (const name of ["LICENSE", "THIRD_PARTY.md"]) emit(name, readFileSync(join(root, name)));
    },
    closeBundle() {
      execFileSync("npx", ["tsc", "-p", join(web, "package")], { cwd: web, stdio: "inherit" });
    },
  };
}
