// Puts a built page, its styles, fonts and script into one HTML file, under a policy that lets nothing else run.

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Plugin, Rollup } from "vite";
import { licenseText } from "../licenses.mjs";
import { policyTag } from "../policy.mjs";
import { hashOf } from "../runtime-files.js";
import { packageVersion, versionMark, versionName } from "../version.js";
import { packs } from "./sources.js";

type File = Rollup.OutputAsset | Rollup.OutputChunk;

const types: Record<string, string> = {
  woff2: "font/woff2",
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
};
const contentOf = (file: File) => (file.type === "chunk" ? file.code : file.source);

/** The built files by the path that pages and style sheets name them by. */
class Files {
  readonly #bundle: Rollup.OutputBundle;
  constructor(bundle: Rollup.OutputBundle) {
    this.#bundle = bundle;
  }
  all(ending: string): string[] {
    const found = Object.values(this.#bundle).filter((file) => file.fileName.endsWith(ending));
    return found.map((file) => String(contentOf(file)));
  }
  one(ending: string): string {
    const [only, ...others] = this.all(ending);
    if (!only || others.length > 0)
      throw new Error(`expected one ${ending} file, got ${others.length + (only ? 1 : 0)}`);
    return only;
  }
  dataUrl(path: string): string {
    const name = path.replace(/^(?:\.\.?\/)+/, "");
    const file = this.#bundle[name] ?? this.#bundle[`assets/${name}`];
    const type = types[name.split(".").at(-1)!];
    if (!file || !type)
      throw new Error(`${path}: ${file ? "no type is known for it" : "is not among the built files"}`);
    return `data:${type};base64,${Buffer.from(contentOf(file)).toString("base64")}`;
  }
}

/** What would end or hide a script when it stands inside one; JavaScript can write all of it otherwise. */
const insideScript = (code: string) => code.replaceAll(/<(?=\/script|!--)/gi, "\\x3c");
const sha256 = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function policyFor(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${sha256(script)} 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `style-src ${sha256(style)}`,
    "style-src-attr 'unsafe-inline'", // formulas are set with style attributes
    "img-src data: blob:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lesson-widget",
  ].join("; ");
}

/** One file has no other beside it: the text that the site links opens in its place. */
function withLicenses(page: string, text: string): string {
  const plain = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const link = /<a href="\.\/licenses\.txt">([^<]*)<\/a>/;
  if (!link.test(page)) throw new Error("the page does not link ./licenses.txt");
  return page.replace(link, (_, name) => `<details><summary>${name}</summary><pre>${plain}</pre></details>`);
}

function inlined(files: Files, data: string): string {
  const urls = /url\((?!data:|#)([^)"']+)\)/g;
  const style = files
    .all(".css")
    .join("")
    .replaceAll(urls, (_, path) => `url(${files.dataUrl(path)})`);
  const script = insideScript(files.one(".js"));
  return (
    files
      .one(".html")
      .replaceAll(/\s*<link rel="(?:preload|modulepreload|stylesheet|manifest|apple-touch-icon)"[^>]*>/g, "")
      // Where figures cannot run, their recorded words and tables are there; pictures of them would take half a megabyte.
      .replaceAll(/<p class="recording">.*?<\/p>/gs, "")
      .replaceAll(/\s*<script type="module"[^>]*src=[^>]*><\/script>/g, "")
      .replaceAll(
        /(<(?:link|img|source)\b[^>]*?\b(?:href|src|srcset)=")(\.\/[^"]+)/g,
        (_, start, path) => start + files.dataUrl(path),
      )
      .replace(/<meta charset="[^"]*">/i, (charset) => `${charset}\n    ${policyTag(policyFor(script, style))}`)
      .replace("</head>", () => `<style>${style}</style>\n</head>`)
      .replace("</body>", () => `<script type="module">${script}</script>\n${data}\n</body>`)
  );
}

/** `root`: the repository; `name`: of the one file that is left of the build. */
export function oneFilePlugin(root: string, name: string): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const data = packs(root);
        const number = packageVersion(join(root, "web"));
        const page = withLicenses(inlined(new Files(bundle), data), licenseText(root));
        const source = page.replaceAll(versionMark, versionName(number, hashOf(page).slice(0, 8)));
        for (const file of Object.keys(bundle)) delete bundle[file];
        this.emitFile({ type: "asset", fileName: name, source });
      },
    },
  };
}
