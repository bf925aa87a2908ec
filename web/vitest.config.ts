import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const repository = fileURLToPath(new URL("..", import.meta.url));
const tests = `${repository}tests/web/unit`;

export default defineConfig({
  server: { fs: { allow: [repository] } },
  resolve: {
    alias: {
      "virtual:runtime": `${tests}/element/fake-runtime.ts`,
      "virtual:catalogue": `${tests}/lesson/fake-catalogue.ts`,
    },
  },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  cacheDir: `${repository}web/node_modules/.vite`, // else Vitest makes a folder at the top of the repository
  test: {
    dir: tests,
    environment: "node", // files that need a document ask for happy-dom themselves
    restoreMocks: true,
    testTimeout: 20_000, // a busy machine
  },
});
