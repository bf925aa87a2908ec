// Canvas and fields take one computed source for their colours, and hear of every change of it, whatever its cause.

import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import type { PaletteProbe } from "../fixtures/palette.js";
import { palettePage, paletteScript } from "../palette.js";

const darkReader = join(import.meta.dirname, "../../../web/node_modules/darkreader/darkreader.js");

const test = base.extend<{ show(head: string): Promise<void> }, { script: string }>({
  script: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => use(await paletteScript()),
    { scope: "worker" },
  ],
  show: async ({ page, script }, use) => {
    await use(async (head) => {
      await page.setContent(palettePage(head));
      await page.addScriptTag({ content: script });
      await look(page);
      await page.waitForTimeout(200); // the first styles are no change
    });
  },
});

const look = (page: Page) =>
  page.evaluate(() => {
    const probe = document.querySelector<PaletteProbe>("palette-probe")!;
    const { theme, changes, fieldColor } = probe;
    return { theme, changes, fieldColor };
  });

const causes: Record<string, { head: string; cause: (page: Page) => Promise<unknown> }> = {
  "an attribute of the page's own": {
    head: "<style>[data-bs-theme=dark] { --lesson-text: #00ff00 }</style>",
    cause: (page) => page.evaluate(() => document.documentElement.setAttribute("data-bs-theme", "dark")),
  },
  "a class on some ancestor": {
    head: "<style>.night { --lesson-text: #00ff00 }</style>",
    cause: (page) => page.evaluate(() => document.querySelector("#wrapper")!.classList.add("night")),
  },
  "a style sheet that comes late": {
    head: "",
    cause: (page) => page.addStyleTag({ content: "section { --lesson-text: #00ff00 }" }),
  },
  "a sheet of the page's scripts": {
    head: "",
    cause: (page) =>
      page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(":root { --lesson-text: #00ff00 }");
        document.adoptedStyleSheets.push(sheet);
      }),
  },
  "a style attribute on some ancestor": {
    head: "",
    cause: (page) =>
      page.evaluate(() => document.querySelector("section")!.style.setProperty("--lesson-text", "lime")),
  },
  "a window that is narrower": {
    head: "<style>@media (max-width: 500px) { body { --lesson-text: #00ff00 } }</style>",
    cause: (page) => page.setViewportSize({ width: 400, height: 600 }),
  },
  "an element beside it": {
    head: "<style>section:has(.marked) { --lesson-text: #00ff00 }</style>",
    cause: (page) =>
      page.evaluate(() =>
        document
          .querySelector("section")!
          .append(Object.assign(document.createElement("p"), { className: "marked" })),
      ),
  },
};
for (const [name, { head, cause }] of Object.entries(causes)) {
  test(`followed: ${name}`, async ({ page, show }) => {
    await show(head);
    const before = await look(page);
    await cause(page);
    await expect.poll(async () => (await look(page)).changes).toBeGreaterThan(before.changes);
    const { theme, fieldColor } = await look(page);
    expect(theme.text).toBe("#00ff00");
    expect(fieldColor).toBe("#00ff00");
  });
}

test("followed: light and dark, of the page's place and of the system", async ({ page, show }) => {
  await show("<style>:root { color-scheme: light dark }</style>");
  const light = await look(page);
  expect(light.theme.dark).toBe(false);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(async () => (await look(page)).changes).toBeGreaterThan(light.changes);
  const dark = await look(page);
  expect(dark.theme).toMatchObject({ dark: true, background: "#16171a", text: "#e8e4dc" });
  expect(dark.fieldColor).toBe(dark.theme.text);
});

test("followed: a reader who asks for more contrast", async ({ page, show }) => {
  await show("<style>:root { --lesson-muted: #999999 }</style>");
  const before = await look(page);
  expect(before.theme.muted).toBe("#999999");
  await page.emulateMedia({ contrast: "more" });
  await expect.poll(async () => (await look(page)).changes).toBeGreaterThan(before.changes);
  expect((await look(page)).theme).toMatchObject({ text: "#000000", muted: "#000000", background: "#ffffff" });
});

test("followed: the size of the text", async ({ page, show }) => {
  await show("");
  const before = await look(page);
  await page.evaluate(() => {
    document.querySelector<HTMLElement>("#wrapper")!.style.fontSize = "18px";
  });
  await expect.poll(async () => (await look(page)).changes).toBeGreaterThan(before.changes);
  expect((await look(page)).theme.text_px).toBe(18);
});

test("followed: Dark Reader", async ({ page, show }) => {
  await show("<style>body { background: #ffffff; --lesson-text: #202020 }</style>");
  const before = await look(page);
  await page.addScriptTag({ path: darkReader });
  await page.evaluate(() =>
    (window as unknown as { DarkReader: { enable(how: object): void } }).DarkReader.enable({}),
  );
  await expect.poll(async () => (await look(page)).changes).toBeGreaterThan(before.changes);
  await expect.poll(async () => (await look(page)).theme.dark).toBe(true);
  const { theme, fieldColor } = await look(page);
  expect(fieldColor, "one source").toBe(theme.text);
});

test("followed: a browser that darkens pages by itself", async ({ page, show }) => {
  await show("");
  const before = await look(page);
  expect(before.theme.dark).toBe(false);
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setAutoDarkModeOverride", { enabled: true });
  await expect.poll(async () => (await look(page)).changes).toBeGreaterThan(before.changes);
  const { theme, fieldColor } = await look(page);
  expect(theme).toMatchObject({ dark: true, background: "#16171a" });
  expect(fieldColor).toBe(theme.text);
});

const written = {
  "oklch(0.7 0.15 150)": /^#[0-9a-f]{6}$/,
  "color(display-p3 0 1 0)": /^#00f/,
  "lab(50% 40 20)": /^#[0-9a-f]{6}$/,
  "hsl(120 100% 25%)": /^#008000$/,
  "color-mix(in oklab, red, blue)": /^#[0-9a-f]{6}$/,
  "light-dark(#123456, #654321)": /^#123456$/,
  "rgb(0 0 0 / 50%)": /^#7[ef]7d7[ab]$/, // over the background
};
for (const [color, expected] of Object.entries(written)) {
  test(`understood however it is written: ${color}`, async ({ page, show }) => {
    await show(`<style>:root { --lesson-accent: ${color} }</style>`);
    expect((await look(page)).theme.accent).toMatch(expected);
  });
}

test("no pixel is read back", async ({ page, show }) => {
  await page.addInitScript(() => {
    CanvasRenderingContext2D.prototype.getImageData = () => {
      throw new Error("read back");
    };
  });
  await show("<style>:root { --lesson-accent: oklch(0.5 0.1 20) }</style>");
  expect((await look(page)).theme.accent).toMatch(/^#[0-9a-f]{6}$/);
});

test("on paper the colours are those of paper, whatever the page's", async ({ page, show }) => {
  await show("<style>:root { color-scheme: dark; --lesson-background: #001133; --lesson-text: #ffffff }</style>");
  expect((await look(page)).theme).toMatchObject({ dark: true, background: "#001133" });
  const theme = await page.evaluate(() => {
    const probe = document.querySelector<PaletteProbe>("palette-probe")!;
    probe.paper = true;
    return probe.theme;
  });
  expect(theme).toMatchObject({ dark: false, background: "#ffffff", text: "#000000", accent: "#34508f" });
});
