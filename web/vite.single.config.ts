// web/dist/lesson.html: the page, its styles, fonts and scripts, the compiled modules and the weights in one file that
// opens from disk and asks no network for anything.   npm run build:single

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { formulaFontsPlugin } from "./build/formula-fonts-plugin.js";
import { lessonPlugin } from "./build/lesson-plugin.js";
import { packedArmsHere } from "./build/runtime-files.js";
import { oneFilePlugin } from "./build/single-file/one-file-plugin.js";
import { packedSources } from "./build/single-file/sources.js";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root: web,
  base: "./",
  publicDir: false,
  plugins: [
    ...packedSources(root),
    lessonPlugin(web, root, packedArmsHere(root)),
    formulaFontsPlugin(),
    oneFilePlugin(root, "lesson.html"),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: false, // the site lies there, too
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { input: `${web}index.html`, output: { inlineDynamicImports: true } },
  },
});
