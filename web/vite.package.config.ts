// web/dist/package: <lesson-widget> as an npm package; `npm pack` there makes the tarball.   npm run build:package

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { licensesPlugin } from "./build/licenses.mjs";
import { packagePlugin } from "./build/package-plugin.js";
import { runtimePlugin } from "./build/runtime-plugin.js";

const web = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root: web,
  publicDir: false,
  plugins: [runtimePlugin(root), licensesPlugin(root), packagePlugin(web, root)],
  build: {
    outDir: "dist/package",
    emptyOutDir: true,
    target: "es2022",
    minify: false, // the course's own bundler does that, and people read what they embed
    reportCompressedSize: false,
    lib: {
      entry: {
        index: `${web}package/index.ts`,
        main: `${web}package/main.ts`,
        frames: `${web}package/embed/frames.ts`,
      },
      formats: ["es"],
      fileName: (_format, name) => `lib/${name}.js`,
    },
    rollupOptions: { output: { chunkFileNames: "lib/lesson-[name].js" } },
  },
});
