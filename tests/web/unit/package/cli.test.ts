// The package's command, in a package of a few small files.

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { htmlData } from "../../../../web/build/package-types.js";
import { elements } from "../../../../web/package/api.js";

const source = join(import.meta.dirname, "../../../../web/package");
let at: string;
const run = (...words: string[]) => spawnSync("node", [join(at, "cli.js"), ...words], { cwd: at, encoding: "utf8" });

beforeEach(() => {
  at = mkdtempSync(join(tmpdir(), "lesson-cli-"));
  for (const name of ["cli.js", "embed/embed.html"]) cpSync(join(source, name), join(at, name.split("/").at(-1)!));
  for (const name of ["lib/index.js", "runtime/a.1.wasm", "embed.js", "lesson-frames.js", "lesson-widgets.js"]) {
    mkdirSync(join(at, name, ".."), { recursive: true });
    writeFileSync(join(at, name), name);
  }
  writeFileSync(join(at, "package.json"), '{"type": "module"}');
  writeFileSync(join(at, "html-data.json"), htmlData(elements(["step-count", "encoder-shapes"])));
});
afterEach(() => rmSync(at, { recursive: true }));

describe("copy", () => {
  it("lays the runtime's files, and takes away those of an earlier version alone", () => {
    expect(run("copy", "public/lw").status).toBe(0);
    writeFileSync(join(at, "public/lw/theirs.txt"), "");
    rmSync(join(at, "runtime/a.1.wasm"));
    writeFileSync(join(at, "runtime/a.2.wasm"), "");
    expect(run("copy", "public/lw").status).toBe(0);
    expect(readdirSync(join(at, "public/lw")).sort()).toEqual(["a.2.wasm", "lesson-widgets.json", "theirs.txt"]);
  });

  it("takes nothing away that its list names outside the folder", () => {
    mkdirSync(join(at, "public/lw"), { recursive: true });
    writeFileSync(join(at, "public/kept"), "");
    writeFileSync(join(at, "public/lw/lesson-widgets.json"), '{"files": ["../kept", "x/../../kept"]}');
    expect(run("copy", "public/lw").status).toBe(0);
    expect(existsSync(join(at, "public/kept"))).toBe(true);
  });
});

describe("embed", () => {
  it("lays what frames need, and an oEmbed answer that each widget's page names", () => {
    const { status, stdout } = run("embed", "www/figures", "--at", "https://course.example/figures");
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("step-count.html") });
    const folder = join(at, "www/figures");
    for (const name of [
      "embed.html",
      "embed.js",
      "lesson-frames.js",
      "lesson-widgets.js",
      "lib/index.js",
      "runtime/a.1.wasm",
    ])
      expect(existsSync(join(folder, name)), name).toBe(true);
    const page = readFileSync(join(folder, "step-count.html"), "utf8");
    const [, link] = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(page)!;
    expect(link).toBe("https://course.example/figures/oembed/step-count.json");
    expect(page).toContain('data-query="widget=step-count"');
    const answer = JSON.parse(readFileSync(join(folder, "oembed/step-count.json"), "utf8"));
    expect(answer).toMatchObject({ version: "1.0", type: "rich", width: 960, height: 700 });
    expect(answer.html).toContain('src="https://course.example/figures/step-count.html"');
  });
});

it.each([
  [[], "nothing"],
  [["copy"], "copy"],
  [["copy", "a", "b"], "copy a b"],
  [["embed", "a"], "embed a"],
  [["embed", "a", "--at", "figures/"], "got figures/"],
  [["embed", "a", "--at", "javascript:1"], "got javascript:1"],
])("%j is refused in a sentence, and nothing is written", (words, said) => {
  const { status, stderr } = run(...words);
  expect(status).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain("usage:");
  expect(existsSync(join(at, "a"))).toBe(false);
});
