// The theme of a widget as its page has it: colours as the browser computes them for the element's own spans
// (colors.ts), never read back from pixels, which some browsers scramble; and what the reader prefers.

import { colors, shownAs, spanOf } from "./colors.js";
import { type TextSize, textSizeOf } from "./magnify.js";
import type { Theme } from "./types.js";

type Rgb = [red: number, green: number, blue: number];
interface Paint {
  rgb: Rgb; // 0 to 255
  alpha: number;
}

/** The computed forms of a colour in sRGB: rgb(1, 2, 3), rgba(1, 2, 3, 0.5), color(srgb 0.1 0.2 0.3 / 0.5). */
export function parsePaint(computed: string): Paint | undefined {
  const found = /^(rgba?\(|color\(srgb )([^)]*)\)$/.exec(computed.trim());
  if (!found) return undefined;
  const [r, g, b, alpha = 1] = found[2]!
    .split(/[\s,/]+/)
    .filter(Boolean)
    .map((part) => (part === "none" ? 0 : part.endsWith("%") ? Number.parseFloat(part) / 100 : Number(part)));
  if (![r, g, b, alpha].every(Number.isFinite)) return undefined;
  const scale = found[1] === "color(srgb " ? 255 : 1;
  const byte = (part: number) => Math.min(255, Math.max(0, part * scale));
  return { rgb: [byte(r!), byte(g!), byte(b!)], alpha: Math.min(1, Math.max(0, alpha)) };
}

/** oklch() and its like: the browser itself brings them to sRGB. */
function paintOf(computed: string, mixer: HTMLElement): Paint | undefined {
  const known = parsePaint(computed);
  if (known) return known;
  mixer.style.color = "";
  mixer.style.color = `color-mix(in srgb, ${computed}, ${computed})`;
  return mixer.style.color ? parsePaint(getComputedStyle(mixer).color) : undefined;
}

const over = ({ rgb, alpha }: Paint, ground: Rgb): Rgb =>
  rgb.map((part, i) => alpha * part + (1 - alpha) * ground[i]!) as Rgb;
const hex = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
const light = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

export interface Looks {
  theme: Theme;
  /** The browser darkens pages by itself. */
  autoDark: boolean;
  textSize: TextSize;
}

/** `palette`: the element's spans; `element` gives the size of the text. */
export function looksOf(
  palette: HTMLElement,
  element: HTMLElement,
  matches = (query: string) => matchMedia(query).matches,
): Looks {
  const textSize = textSizeOf(Number.parseFloat(getComputedStyle(element).fontSize));
  const theme: Theme = {
    dark: matches("(prefers-color-scheme: dark)"),
    reduced_motion: matches("(prefers-reduced-motion: reduce)"),
    touch: matches("(pointer: coarse)"),
    text_px: textSize.text,
  };
  if (!palette.isConnected) return { theme, autoDark: false, textSize }; // nothing is computed there
  const canvas = parsePaint(getComputedStyle(spanOf(palette, "auto")).backgroundColor);
  const chosen = matches("(forced-colors: active)") || palette.classList.contains("paper");
  const autoDark = !chosen && canvas !== undefined && light(canvas.rgb) < 200;
  palette.classList.toggle("auto-dark", autoDark);
  Object.assign(theme, readColors(palette));
  return { theme, autoDark, textSize };
}

function readColors(palette: HTMLElement): Partial<Theme> {
  const mixer = spanOf(palette, "mixer");
  const paint = (name: string) =>
    paintOf(getComputedStyle(spanOf(palette, name))[shownAs[colors[name]!.kind]], mixer);
  const paper: Rgb = [255, 255, 255];
  const background = paint("background");
  const ground = background && background.alpha > 0 ? over(background, paper) : undefined;
  const named: Partial<Theme> = {};
  const data: string[] = [];
  for (const name of Object.keys(colors)) {
    const found = name === "background" ? ground : mixed(paint(name), ground ?? paper);
    if (!found) continue; // the widgets' own
    if (name.startsWith("data_")) data.push(hex(found));
    else named[name] = hex(found);
  }
  if (data.length === 6) named.data = data;
  const text = paint("text");
  if (ground && text) named.dark = light(ground) < light(over(text, ground));
  return named;
}
const mixed = (paint: Paint | undefined, ground: Rgb) => (paint && paint.alpha > 0 ? over(paint, ground) : undefined);

export function sameTheme(a: Theme, b: Theme): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const preferences = ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)", "(pointer: coarse)"];

/** Calls back when the reader's preferences change; colours tell of themselves (`watchPalette`). */
export function watchPreferences(changed: () => void): void {
  for (const query of preferences) matchMedia(query).addEventListener("change", changed);
}

/** Calls back after the computed colours of an element, or the size of its text, have changed by whatever cause. */
export function watchPalette(palette: HTMLElement, changed: () => void, signal: AbortSignal): void {
  let told = false;
  const tell = () => {
    if (told) return;
    told = true; // many colours change at once
    setTimeout(() => {
      told = false;
      if (!signal.aborted) changed();
    });
  };
  for (const type of ["transitionend", "transitioncancel"]) palette.addEventListener(type, tell, { signal });
}
