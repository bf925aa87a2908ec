// web/python/src/lesson_widgets/page: what the Python package holds for the page.   npm run build:python

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { pythonPlugin, wheelSources } from "./build/python/python-plugin.js";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root: web,
  publicDir: false,
  plugins: [...wheelSources(root), pythonPlugin(root)],
  build: {
    outDir: "python/src/lesson_widgets/page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: `${web}python/front/element.ts`,
      preserveEntrySignatures: "strict",
      output: { inlineDynamicImports: true, entryFileNames: "element.js" },
    },
  },
});
