// lesson-widgets.js of web/dist/package: the package in one script, for a script tag.   After vite.package.config.ts.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { scriptSources } from "./build/single-file/sources.js";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root: web,
  publicDir: false,
  plugins: scriptSources(root),
  esbuild: { charset: "ascii" }, // it is read in whatever encoding its page has
  build: {
    outDir: "dist/package",
    emptyOutDir: false,
    target: "es2022",
    reportCompressedSize: false,
    lib: {
      entry: `${web}package/script/index.ts`,
      formats: ["iife"],
      name: "lessonWidgets",
      fileName: () => "lesson-widgets.js",
    },
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
