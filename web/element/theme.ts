// The widgets' colours come from the page: CSS custom properties named --lesson-<colour>, resolved by the
// browser, so any CSS colour will do. What the page does not set keeps the widgets' own default.

import type { Theme } from "./types.js";

/** The names of widgets/ui/theme.h; the property of `on_accent` is --lesson-on-accent. */
export const colorNames = [
  "background",
  "surface",
  "text",
  "muted",
  "line",
  "control",
  "accent",
  "on_accent",
  "focus",
  "text_token",
  "image_token",
  "good",
  "warning",
  "error",
] as const;
const seriesColors = 6;

/** Where readers have chosen the colours of all pages, these; pictures and their data keep the widgets' own. */
const systemColors: Partial<Record<(typeof colorNames)[number], string>> = {
  background: "Canvas",
  surface: "Canvas",
  text: "CanvasText",
  muted: "CanvasText",
  line: "CanvasText",
  control: "ButtonBorder",
  accent: "Highlight",
  on_accent: "HighlightText",
  focus: "Highlight",
};

const property = (name: string) => `--lesson-${name.replace("_", "-")}`;

/** The theme as seen from `element`: its custom properties, its color-scheme, the reader's preferences. */
export function pageTheme(element: HTMLElement, matches = (query: string) => matchMedia(query).matches): Theme {
  const style = getComputedStyle(element);
  const scheme = style.colorScheme.trim();
  const dark = scheme === "dark" || (scheme !== "light" && matches("(prefers-color-scheme: dark)"));
  const theme: Theme = {
    dark,
    reduced_motion: matches("(prefers-reduced-motion: reduce)"),
    touch: matches("(pointer: coarse)"),
    text_px: Math.min(24, Math.max(12, Number.parseFloat(style.fontSize) || 15)),
  };
  const forced = matches("(forced-colors: active)");
  const wanted = (name: (typeof colorNames)[number]) =>
    forced ? (systemColors[name] ?? "") : style.getPropertyValue(property(name));
  const resolve = colorResolver(element);
  for (const name of colorNames) {
    const color = resolve(wanted(name));
    if (color) theme[name] = color;
  }
  const data = Array.from({ length: seriesColors }, (_, i) =>
    forced ? undefined : resolve(style.getPropertyValue(`--lesson-data-${i + 1}`)),
  );
  if (data.every((color) => color !== undefined)) theme.data = data as string[];
  resolve.done();
  return theme;
}

export function sameTheme(a: Theme, b: Theme): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const preferences = [
  "(prefers-color-scheme: dark)",
  "(prefers-reduced-motion: reduce)",
  "(pointer: coarse)",
  "(forced-colors: active)",
];

/** Calls back when colours or preferences may have changed: system settings, class or data-theme on the page. */
export function watchTheme(changed: () => void): void {
  for (const query of preferences) matchMedia(query).addEventListener("change", changed);
  const options = { attributes: true, attributeFilter: ["class", "style", "data-theme"] };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, options);
  if (document.body) observer.observe(document.body, options);
}

/** Turns any CSS colour into #rrggbb by asking the browser: light-dark(), oklch() and var() included. */
function colorResolver(element: HTMLElement) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none");
  (element.shadowRoot ?? element).append(probe);
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const resolve = (value: string): string | undefined => {
    if (!value.trim() || !pixel) return undefined;
    probe.style.color = "";
    probe.style.color = value;
    if (!probe.style.color) return undefined;
    pixel.canvas.width = pixel.canvas.height = 1;
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = pixel.getImageData(0, 0, 1, 1).data;
    return `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  };
  resolve.done = () => probe.remove();
  return resolve;
}
