// Makes the site installable: writes the version into the page, and the service worker with the list of all files of
// exactly this build, each with its hash.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { bundle } from "./bundle.js";
import { hashOf } from "./runtime-files.js";
import { packageVersion, versionMark, versionName } from "./version.js";

/** What Workbox keeps: its own format. */
export interface KeptFile {
  url: string;
  /** null: the name holds a hash already. */
  revision: string | null;
  integrity: string;
}

const hashedName = /[.-][\w-]{8,10}\.\w+$/;
/** Not kept: pictures of what the kept modules draw themselves; weights that few readers ask for (the experiment's arms). */
const leftOut = /^recorded\/|^runtime\/tiny-sd3-[\w-]+\.\w+\.safetensors$/;

function keptFile(url: string, content: Buffer): KeptFile {
  const named = /^(?:assets|runtime)\//.test(url) && hashedName.test(url);
  const integrity = `sha256-${createHash("sha256").update(content).digest("base64")}`;
  return { url, revision: named ? null : hashOf(content), integrity };
}

function filesOf(folder: string, below = ""): [string, Buffer][] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry): [string, Buffer][] => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesOf(folder, path) : [[path, readFileSync(join(folder, path))]];
  });
}

function serviceWorker(web: string, files: KeptFile[], version: string): Promise<string> {
  const id = "virtual:precache";
  const text = `export const files = ${JSON.stringify(files)}; export const version = ${JSON.stringify(version)};`;
  const list: Plugin = {
    name: "precache-list",
    resolveId: (asked) => (asked === id ? `\0${id}` : undefined),
    load: (asked) => (asked === `\0${id}` ? text : undefined),
  };
  return bundle(join(web, "offline", "service-worker.ts"), [list]);
}

/** `web`: this folder. */
export function offlinePlugin(web: string): Plugin {
  return {
    name: "lesson-offline",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, output) {
        const files = new Map(filesOf(join(web, "public")));
        for (const file of Object.values(output))
          files.set(file.fileName, Buffer.from(file.type === "chunk" ? file.code : file.source));
        const number = packageVersion(web);
        const names = [...files.keys()].filter((name) => !leftOut.test(name)).sort();
        const version = versionName(number, hashOf(number, ...names.map((name) => files.get(name)!)).slice(0, 8));
        for (const name of names.filter((name) => name.endsWith(".html"))) {
          const page = output[name];
          if (page?.type !== "asset") continue;
          page.source = String(page.source).replaceAll(versionMark, version);
          files.set(name, Buffer.from(page.source));
        }
        const kept = names.map((name) => keptFile(name, files.get(name)!));
        const source = await serviceWorker(web, kept, version);
        this.emitFile({ type: "asset", fileName: "service-worker.js", source });
      },
    },
  };
}
