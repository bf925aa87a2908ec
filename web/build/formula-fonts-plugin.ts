// KaTeX's style sheet brings every font in three formats. Browsers that run the widgets read WOFF2, and the
// lesson's formulas use few of the families: the rest is taken out of the built page.

import type { Plugin } from "vite";

const unused = /KaTeX_(?:Caligraphic-Bold|Fraktur|SansSerif|Script|Typewriter)/;
const fontFace = /@font-face\{[^}]*\}/g;
const olderFormats = /,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g;
const file = /KaTeX_[\w-]+\.(?:woff2?|ttf)$/;

export function formulaFontsPlugin(): Plugin {
  return {
    name: "formula-fonts",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const [name, output] of Object.entries(bundle)) {
        if (output.type !== "asset") continue;
        if (file.test(name) && (unused.test(name) || !name.endsWith(".woff2"))) delete bundle[name];
        if (name.endsWith(".css")) {
          output.source = String(output.source)
            .replace(fontFace, (rule) => (unused.test(rule) ? "" : rule))
            .replace(olderFormats, "");
        }
      }
    },
  };
}
