// Bundles one entry with all it imports into a single text: for what does not run in the page itself (the model's
// worker, the service worker) and so is no part of the page's own build.

import { build, type Plugin, type Rollup } from "vite";

/**
 * `plugins`: what stands for imports that are no files. `format`: "iife" for what is started as no module; `name`: what such
 * a script leaves its exports under.
 */
export async function bundle(
  entry: string,
  plugins: Plugin[] = [],
  format: "es" | "iife" = "es",
  name?: string,
): Promise<string> {
  const { output } = (await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    esbuild: { charset: "ascii" }, // scripts that are no modules are read in whatever encoding their page has
    plugins,
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      // What a script exports is what it is for; others have nothing to export.
      rollupOptions: {
        input: entry,
        preserveEntrySignatures: "exports-only",
        output: { format, name, inlineDynamicImports: true },
      },
    },
  })) as Rollup.RollupOutput;
  return output[0].code;
}
