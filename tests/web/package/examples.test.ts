// The npm package as a course gets it: packed, installed from the tarball into empty folders, and used there by the
// two examples, one without any build and one with React.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { serve } from "../../../tools/server.mjs";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { test as base, expect } from "../browser/page.js";

const web = join(import.meta.dirname, "../../../web");
const inFolder =
  (cwd: string) =>
  (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });

/** Folder of an example, installed (and built), by its name. */
interface Installed {
  tarball: string;
  plain: string;
  react: string;
}

function install(folder: string, example: string, tarball: string): string {
  const to = join(folder, example);
  cpSync(join(web, "examples", example), to, { recursive: true });
  inFolder(to)("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", tarball);
  return to;
}

const test = base.extend<{ open(folder: string, path?: string): Promise<void> }, { installed: Installed }>({
  installed: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "lesson-package-"));
      const packed = join(web, "dist/package");
      if (!existsSync(packed)) throw new Error("web/dist/package is not built: npm run build --prefix web");
      const name = inFolder(packed)("npm", "pack", "--silent", "--pack-destination", folder).trim();
      const tarball = join(folder, name);
      const [plain, react] = [install(folder, "plain", tarball), install(folder, "react", tarball)];
      inFolder(react)("npm", "run", "build");
      await use({ tarball, plain, react: join(react, "dist") });
      rmSync(folder, { recursive: true });
    },
    { scope: "worker", timeout: 300_000 },
  ],
  open: async ({ page }, use) => {
    const servers: Server[] = [];
    await use(async (folder, path = "") => {
      const server: Server = await serve(folder, 0);
      servers.push(server);
      await page.goto(`http://localhost:${(server.address() as { port: number }).port}/${path}`);
    });
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  },
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      await use("http://localhost"); // the port is chosen anew for each test
    },
    { scope: "worker" },
  ],
});

async function ready(page: Page) {
  const widget = page.locator("lesson-widget#steps");
  await widget.evaluate(async (element: LessonWidgetElement) => {
    await element.ready;
  });
  return widget;
}
const setSteps = (page: Page, steps: number) =>
  page.locator("lesson-widget#steps").getByRole("slider", { name: "Steps" }).fill(String(steps));
const stateOf = (page: Page) =>
  page.locator("lesson-widget#steps").evaluate((element: LessonWidgetElement) => element.state);

test("the tarball holds what its package.json names, with licences and types", ({ installed }) => {
  const inside = join(installed.plain, "node_modules/lesson-widgets");
  const { exports, files } = JSON.parse(readFileSync(join(inside, "package.json"), "utf8"));
  const named: string[] = [exports["."].types, exports["."].default, exports["./react"].types, ...files];
  for (const path of [...named, "README.md", "LICENSE"]) expect(existsSync(join(inside, path)), path).toBe(true);
  const runtime = readdirSync(join(inside, "runtime"));
  expect(runtime.filter((name) => name.endsWith(".wasm"))).toHaveLength(4);
  const weights = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".safetensors")).length;
  expect(weights(join(inside, "runtime"))).toBe(weights(join(import.meta.dirname, "../../../web/assets/weights")));
});

test("its types hold in a strict TypeScript course, found by either way of resolving", ({ installed }) => {
  const course = join(installed.react, "..");
  const written = ["src/consumer.ts", "src/consumer-react.tsx", "src/consumer-editor.ts"];
  for (const path of written) cpSync(join(import.meta.dirname, "../fixtures", path.slice(4)), join(course, path));
  const strict = [
    "--strict",
    "--noEmit",
    "--target",
    "es2022",
    "--lib",
    "es2023,dom,dom.iterable",
    "--jsx",
    "react-jsx",
    ...written,
  ];
  for (const [module, resolution] of [
    ["esnext", "bundler"],
    ["nodenext", "nodenext"],
  ] as const)
    inFolder(course)("npx", "tsc", "--module", module, "--moduleResolution", resolution, ...strict);
});

test("a server that renders pages can import it", ({ installed }) => {
  const names = "const all = await import('lesson-widgets'); console.log(Object.keys(all).join(' '))";
  const said = inFolder(installed.plain)("node", "--input-type=module", "--eval", names);
  expect(said.trim()).toBe("LessonError tinySd3");
});

test("plain HTML: attributes are taken, events become a record, under the strictest policy", async ({
  page,
  open,
  installed,
}) => {
  await open(installed.plain);
  await ready(page);
  expect(await stateOf(page)).toMatchObject({ steps: 4 });
  const record = page.locator("#record");
  await page.getByRole("spinbutton", { name: "Your answer" }).fill("12");
  await page.getByRole("button", { name: "Commit" }).press("Enter");
  await expect(record).toContainText("how-many: answered 12, right.");
  await setSteps(page, 28);
  await expect(record).toContainText(/steps: .*28/);
  await page.locator("#steps").evaluate((element) => element.setAttribute("state", '{"steps": "many"}'));
  await expect(record).toContainText(/Something went wrong: .*steps/);
  expect(await stateOf(page)).toMatchObject({ steps: 28 });
});

test("plain HTML: asset-path names another folder, for all widgets of the page, theme its colours", async ({
  page,
  open,
  installed,
}) => {
  cpSync(join(installed.plain, "node_modules/lesson-widgets/runtime"), join(installed.plain, "figures"), {
    recursive: true,
  });
  const plain = readFileSync(join(installed.plain, "index.html"), "utf8");
  const moved = plain.replace('id="steps"', 'id="steps" asset-path="figures"');
  writeFileSync(join(installed.plain, "moved.html"), moved.replace('theme="light"', 'theme="dark"'));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(installed.plain, "moved.html");
  const widget = await ready(page);
  expect(await widget.evaluate((element) => getComputedStyle(element).colorScheme)).toBe("dark");
  await page.evaluate(() => {
    const element = document.createElement("lesson-widget");
    element.name = "encoder-shapes";
    document.querySelector("main")!.append(element);
    return element.ready.then(() => {});
  });
  expect(asked.filter((path) => path.startsWith("/figures/")).length).toBe(2);
  expect(asked.filter((path) => path.includes("/lesson-widgets/runtime/"))).toEqual([]);
});

test("plain HTML: the model runs in its worker", async ({ page, open, installed }) => {
  await open(installed.plain);
  await page.evaluate(() => {
    const element = document.createElement("lesson-widget");
    element.setAttribute("name", "pipeline-tracer");
    document.querySelector("main")!.append(element);
  });
  const { runTheModel } = await import("../scenario.js");
  expect(await page.evaluate(runTheModel, 60)).toContain("Done");
});

test("React: state goes both ways, answers are recorded", async ({ page, open, installed }) => {
  await open(installed.react);
  await ready(page);
  const shown = page.locator("output");
  await expect(shown).toHaveText("4");
  await setSteps(page, 12);
  await expect(shown).toHaveText("12");
  await page.getByRole("button", { name: /Show 28/ }).click();
  await expect.poll(async () => (await stateOf(page)).steps).toBe(28);
  await expect(shown).toHaveText("28");
  await page.getByRole("radio", { name: "Flow matching" }).check();
  await page.getByRole("button", { name: "Commit" }).click();
  await expect(page.getByText("paths: right")).toBeVisible();
  await expect(page.getByText("Straight by training")).toBeVisible();
});
