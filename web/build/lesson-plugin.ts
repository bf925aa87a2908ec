// Turns content into static HTML. An HTML entry of Vite says which lesson it is (<html data-lesson="slug">);
// its <!--lesson--> marks are filled from lesson/content/<slug>, compiled with MDX and rendered once, here.
// Nothing of this runs in the reader's browser.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import mdx from "@mdx-js/rollup";
import rehypeKatex from "rehype-katex";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkSmartypants from "remark-smartypants";
import { createServer, type Plugin, type ViteDevServer } from "vite";
import type { Arm } from "../element/model/kinds.js";
import { remarkAuthoring } from "./authoring.js";
import { readCatalogue } from "./catalogue.js";
import { rehypePlainMath } from "./plain-math.js";
import { Recorder } from "./recorder.js";
import { armsHere } from "./runtime-files.js";
import { remarkUnbroken } from "./unbroken.js";

const catalogueId = "virtual:catalogue";

/** What lesson/render.tsx gives for the marks of the template. */
export interface RenderedLesson {
  title: string;
  description: string;
  body: string;
}

function cataloguePlugin(root: string): Plugin {
  return {
    name: "lesson-catalogue",
    resolveId: (id) => (id === catalogueId ? `\0${catalogueId}` : undefined),
    load: (id) => (id === `\0${catalogueId}` ? `export default ${JSON.stringify(readCatalogue(root))}` : undefined),
  };
}

/** A server that only compiles: content, blocks and their TypeScript, as modules for Node. */
function contentCompiler(web: string, root: string): Promise<ViteDevServer> {
  return createServer({
    root: web,
    configFile: false,
    appType: "custom",
    logLevel: "error",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null, fs: { allow: [root] } },
    optimizeDeps: { noDiscovery: true },
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    plugins: [
      cataloguePlugin(root),
      {
        enforce: "pre",
        ...mdx({
          jsxImportSource: "preact",
          remarkPlugins: [
            remarkGfm,
            remarkMath,
            remarkAuthoring,
            [remarkSmartypants, { dashes: "oldschool" }],
            remarkUnbroken,
          ],
          rehypePlugins: [[rehypeKatex, { strict: "error", throwOnError: true }], rehypePlainMath],
        }),
      } as Plugin,
    ],
  });
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** Every page of the site: HTML files that say which lesson they are. */
export function lessonPages(web: string): Record<string, string> {
  const pages = readdirSync(web).filter((name) => name.endsWith(".html"));
  const lessons = pages.filter((name) => lessonOf(readFileSync(join(web, name), "utf8")));
  return Object.fromEntries(lessons.map((name) => [name.replace(/\.html$/, ""), join(web, name)]));
}
const lessonOf = (html: string) => /<html[^>]*\bdata-lesson="([\w-]+)"/.exec(html)?.[1];

/** `web`: this folder; `root`: the repository; `held`: the arms that come with this copy of the page. */
export function lessonPlugin(web: string, root: string, held: Arm[] = armsHere(root)): Plugin {
  let compiling: Promise<ViteDevServer> | undefined; // one for all pages, which come at once
  const recorder = new Recorder(web, root, held);
  return {
    name: "lesson-pages",
    transformIndexHtml: {
      order: "pre",
      async handler(html) {
        const slug = lessonOf(html);
        if (!slug) return html;
        compiling ??= contentCompiler(web, root);
        const compiler = await compiling;
        compiler.moduleGraph.invalidateAll();
        const { renderLesson } = await compiler.ssrLoadModule("/lesson/render.tsx");
        const lesson = (await renderLesson(slug, recorder)) as RenderedLesson;
        return html
          .replace("<!--lesson:title-->", () => escaped(lesson.title))
          .replace("<!--lesson:description-->", () => escaped(lesson.description))
          .replace("<!--lesson:body-->", () => lesson.body);
      },
    },
    configureServer(server) {
      server.watcher.on("change", (path) => {
        if (path.includes("/lesson/")) server.ws.send({ type: "full-reload" });
      });
    },
    async closeBundle() {
      await (await compiling)?.close();
      compiling = undefined;
    },
  };
}
