// Firefox that resists fingerprinting gives noise where pixels are read back: colours do not come from there.

import { startDisplay } from "../display.js";
import type { PaletteProbe } from "../fixtures/palette.js";
import { palettePage, paletteScript } from "../palette.js";
import { expect, startFirefox, test } from "./firefox.js";

test("colours are the page's in a browser that resists fingerprinting", async () => {
  const { display, stop } = await startDisplay();
  try {
    const browser = await startFirefox(display, { "privacy.resistFingerprinting": true });
    const page = await browser.newPage();
    await page.setContent(
      palettePage("<style>:root { --lesson-text: oklch(0.5 0.1 20); --lesson-accent: #123456 }</style>"),
    );
    await page.addScriptTag({ content: await paletteScript() });
    const { accent, text, noise } = await page.evaluate(() => {
      const { theme } = document.querySelector<PaletteProbe>("palette-probe")!;
      const context = document.createElement("canvas").getContext("2d")!;
      context.fillStyle = "#123456";
      context.fillRect(0, 0, 8, 8);
      const { data } = context.getImageData(0, 0, 1, 1);
      return { accent: theme.accent, text: theme.text, noise: [...data.slice(0, 3)].join() !== "18,52,86" };
    });
    expect(noise, "this Firefox scrambles what is read back").toBe(true);
    expect([accent, text]).toEqual(["#123456", expect.stringMatching(/^#[0-9a-f]{6}$/)]);
    await browser.close();
  } finally {
    stop();
  }
});
