// Lays a brotli copy (.br) beside every text and module of the site, for hosts that send such copies as they are
// (tools/server.mjs, nginx's brotli_static). Compressing as hard as it gets takes seconds, so copies are remembered.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";

const shrinks = /\.(?:html|css|js|mjs|wasm|svg|webmanifest)$/;

function compressed(content: Buffer, cache: string): Buffer {
  const kept = join(cache, `${createHash("sha256").update(content).digest("hex")}.br`);
  if (existsSync(kept)) return readFileSync(kept);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const small = brotliCompressSync(content, { params });
  mkdirSync(cache, { recursive: true });
  writeFileSync(kept, small);
  return small;
}

/** `web`: this folder. */
export function brotliPlugin(web: string): Plugin {
  let out = "";
  return {
    name: "brotli-copies",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const cache = join(web, "node_modules/.cache/brotli");
      const names = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => shrinks.test(name));
      for (const name of names) {
        const path = join(out, name);
        writeFileSync(`${path}.br`, compressed(readFileSync(path), cache));
      }
    },
  };
}
