// A second lesson stands beside the first: its folder of content, a page like index.html, and nothing else touched.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../../../tools/server.mjs";
import { expect, showWidget, stateOf, test } from "./page.js";

const repository = join(import.meta.dirname, "../../..");
const copy = join(repository, ".cache/second-lesson");
const web = join(copy, "web");

/** The web part as it is, with the fixture in its place, built. */
function buildBeside(): string {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  const left = ["node_modules", "dist"].map((name) => join(repository, "web", name));
  cpSync(join(repository, "web"), web, { recursive: true, filter: (path) => !left.includes(path) });
  symlinkSync(left[0]!, join(web, "node_modules"), "dir");
  for (const name of ["LICENSE", ".toolchain"])
    if (existsSync(join(repository, name))) symlinkSync(join(repository, name), join(copy, name));
  cpSync(join(repository, "tests/web/fixtures/second-lesson"), join(web, "lesson/content/second"), {
    recursive: true,
  });
  const page = readFileSync(join(web, "index.html"), "utf8");
  writeFileSync(join(web, "second.html"), page.replace('data-lesson="sd3-and-flux"', 'data-lesson="second"'));
  build();
  return join(web, "dist/site");
}
function build(): void {
  const env = { ...process.env, LESSON_BUILD: process.env.LESSON_BUILD ?? join(repository, "build") };
  const vite = join(repository, "web/node_modules/vite/bin/vite.js");
  execFileSync(process.execPath, [vite, "build"], { cwd: web, env, stdio: "pipe" });
}

/** What an author may get wrong, and the words that must help. */
const mistakes: [string, string][] = [
  ['<Widget id="w" name="step-counts" label="W" caption="W" />', "there is no such widget (expected one of"],
  ['<Widget id="w" name="step-count" state={{ stops: 4 }} label="W" caption="W" />', "stops"],
  ['<N of="sd3-medium:block" />', "sd3-medium:block: the catalogue has no such value"],
  ['<N of="four" />', "the lesson has no number “four”"],
  ['<Cite of="THERE" />', "the lesson has no source “THERE”"],
  ["<Insight>text</Insight>", "Insight"],
  ["[there](#hallo)", "a link leads to #hallo"],
  ['<div id="joint" />', "“joint” is the id of two things"],
];

test("a second lesson is content and a page", async ({ page, watch }) => {
  test.setTimeout(240_000);
  const site = buildBeside();
  expect(existsSync(join(site, "index.html"))).toBe(true);
  const server = await serve(site, 0);
  watch.allow(/request elsewhere/); // another port than the first lesson's
  await page.goto(`http://localhost:${server.address().port}/second.html`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A second lesson");
  await expect(page.locator(".katex").first()).toBeVisible();
  const form = page.locator("#joint");
  await form.getByRole("textbox").fill("333");
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(form.locator(".verdict")).toHaveText("Right: it is 333.");
  expect((await stateOf(await showWidget(page, "step-count"))).steps).toBe(4);
  // What it keeps is its own: the first lesson knows nothing of it.
  await page.goto(`http://localhost:${server.address().port}/index.html`);
  await expect(page.locator(".record-words")).toContainText("None yet");
  await page.goto("about:blank"); // else the page would still fetch what it needs later
  server.closeAllConnections();
  server.close();

  const file = join(web, "lesson/content/second/01-hello.mdx");
  const good = readFileSync(file, "utf8");
  for (const [mistake, words] of mistakes) {
    writeFileSync(file, `${good}\n${mistake}\n`);
    let said = "";
    try {
      build();
    } catch (error) {
      said = String((error as { stderr: Buffer }).stderr);
    }
    expect(said, mistake).toContain(words);
    expect(said, mistake).toContain("lesson/content/second/01-hello.mdx");
  }
});
