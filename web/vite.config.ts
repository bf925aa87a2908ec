import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { brotliPlugin } from "./build/brotli-plugin.js";
import { formulaFontsPlugin } from "./build/formula-fonts-plugin.js";
import { lessonPages, lessonPlugin } from "./build/lesson-plugin.js";
import { licensesPlugin } from "./build/licenses.mjs";
import { offlinePlugin } from "./build/offline-plugin.js";
import { policyPlugin } from "./build/policy-plugin.js";
import { runtimePlugin } from "./build/runtime-plugin.js";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root: web,
  base: "./", // the site works in any folder of any host
  publicDir: "public",
  plugins: [
    lessonPlugin(web, root),
    policyPlugin(),
    runtimePlugin(root),
    formulaFontsPlugin(),
    licensesPlugin(root),
    offlinePlugin(web),
    brotliPlugin(web),
  ],
  worker: { format: "es" },
  build: {
    outDir: "dist/site",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // no data: URLs, so that the content security policy stays strict
    modulePreload: { polyfill: false },
    cssCodeSplit: false, // one style sheet, which only pages name
    reportCompressedSize: false,
    rollupOptions: { input: lessonPages(web) }, // a second lesson: its folder in lesson/content and a page like index.html
  },
});
