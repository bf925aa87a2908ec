// KaTeX's style sheet brings every font in three formats, and rules for every formula that can be written. Browsers
// that run the widgets read WOFF2, and the lesson's formulas use few of the families and of the rules: the rest is
// taken out of the built page.

import { createHash } from "node:crypto";
import { PurgeCSS } from "purgecss";
import type { Plugin, Rollup } from "vite";

const unused = /KaTeX_(?:Caligraphic-Bold|Fraktur|SansSerif|Script|Typewriter)/;
const fontFace = /@font-face\{[^}]*\}/g;
const olderFormats = /,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g;
const file = /KaTeX_[\w-]+\.(?:woff2?|ttf)$/;
const formula = /[^{}]*\.katex[^{}]*\{[^{}]*\}/g;

const isPage = (output: Rollup.OutputAsset | Rollup.OutputChunk): output is Rollup.OutputAsset =>
  output.type === "asset" && output.fileName.endsWith(".html");

/** Without KaTeX's rules for what does not stand in `pages`. */
async function purged(css: string, pages: string[]): Promise<string> {
  const rules = css.match(formula) ?? [];
  const content = pages.map((raw) => ({ raw, extension: "html" }));
  const [found] = await new PurgeCSS().purge({ content, css: [{ raw: rules.join("") }], rejected: true });
  const rejected = new Set(found?.rejected?.map((selector) => selector.trim()));
  return css.replace(formula, (rule) => {
    const selectors = rule.slice(0, rule.indexOf("{")).split(",");
    return selectors.every((selector) => rejected.has(selector.trim())) ? "" : rule;
  });
}

export function formulaFontsPlugin(): Plugin {
  return {
    name: "formula-fonts",
    enforce: "post",
    async generateBundle(_options, bundle) {
      for (const name of Object.keys(bundle))
        if (file.test(name) && (unused.test(name) || !name.endsWith(".woff2"))) delete bundle[name];
      const pages = Object.values(bundle).filter(isPage);
      const texts = pages.map((page) => String(page.source));
      for (const [name, output] of Object.entries(bundle)) {
        if (output.type !== "asset" || !name.endsWith(".css")) continue;
        const shorter = String(output.source)
          .replace(fontFace, (rule) => (unused.test(rule) ? "" : rule))
          .replace(olderFormats, "");
        output.source = await purged(shorter, texts);
        rename(bundle, name, pages);
      }
    },
  };
}

/** The hash in a name tells the content: what has changed since it was named needs a new one. */
function rename(bundle: Rollup.OutputBundle, name: string, pages: Rollup.OutputAsset[]): void {
  const output = bundle[name] as Rollup.OutputAsset;
  const hash = createHash("sha256").update(output.source).digest("base64url").replaceAll(/[-_]/g, "0").slice(0, 8);
  const renamed = name.replace(/-[\w-]{8}\.css$/, `-${hash}.css`);
  if (renamed === name) return;
  delete bundle[name];
  bundle[renamed] = { ...output, fileName: renamed };
  for (const page of pages) page.source = String(page.source).replaceAll(name, renamed);
}
