// The page's default colours are the widgets' own, and the browser's words for a colour are understood.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { colors } from "../../../../web/element/colors.js";
import { parsePaint } from "../../../../web/element/theme.js";

const source = readFileSync(join(import.meta.dirname, "../../../../widgets/ui/theme.cpp"), "utf8");

/** The palette that a function of theme.cpp sets, by name. */
function palette(name: "light_theme" | "dark_theme"): Record<string, string> {
  const [, body = ""] = new RegExp(`Theme ${name}\\(\\) \\{(.*?)\\n\\}`, "s").exec(source) ?? [];
  const single = [...body.matchAll(/\.(\w+) = rgb\(0x(\w{6})\)/g)].map(([, key, hex]) => [key!, `#${hex}`]);
  const data = [.../\.data = \{([^}]*)\}/s.exec(body)![1]!.matchAll(/0x(\w{6})/g)].map(([, hex], i) => [
    `data_${i + 1}`,
    `#${hex}`,
  ]);
  return Object.fromEntries([...single, ...data]);
}

describe("colours", () => {
  it.each(["light", "dark"] as const)("of the element are those of widgets/ui/theme.cpp: %s", (scheme) => {
    const own = Object.fromEntries(Object.entries(colors).map(([name, color]) => [name, color[scheme]]));
    expect(own).toEqual(palette(`${scheme}_theme`));
  });

  it.each([
    ["rgb(1, 2, 3)", [1, 2, 3], 1],
    ["rgba(1, 2, 3, 0.5)", [1, 2, 3], 0.5],
    ["rgb(1 2 3 / 50%)", [1, 2, 3], 0.5],
    ["rgba(0, 0, 0, 0)", [0, 0, 0], 0],
    ["color(srgb 0 0.5 1)", [0, 127.5, 255], 1],
    ["color(srgb -0.2 none 1.4 / 0.25)", [0, 0, 255], 0.25],
  ])("as browsers compute them are understood: %s", (text, rgb, alpha) => {
    expect(parsePaint(text)).toEqual({ rgb, alpha });
  });
  it.each(["", "oklch(0.5 0.1 20)", "lab(1 2 3)", "color(display-p3 1 0 0)", "red", "rgb(a, b, c)"])(
    "in other words are left to the browser: %s",
    (text) => {
      expect(parsePaint(text)).toBeUndefined();
    },
  );
});
