// The element of fixtures/palette.ts as one script, for whichever browser.

import { join } from "node:path";
import { bundle } from "../../web/build/bundle.js";

export const paletteScript = () => bundle(join(import.meta.dirname, "fixtures/palette.ts"), [], "iife");
export const palettePage = (head: string, body = "<palette-probe></palette-probe>") =>
  `<!doctype html><html lang="en"><head><title>A page</title>${head}</head><body><div id="wrapper"><section>${body}</section></div></body></html>`;
