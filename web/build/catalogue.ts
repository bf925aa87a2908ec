// The numbers of published models come from the core's catalogue, asked through the command line when the page
// is built; none is typed into the content. With LESSON_PREVIEW=1 a page is built without them (numbers show
// as "…"), for editing text on a machine without a compiler.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export const modelNames = [
  "lesson-333",
  "lesson-1101",
  "sd1.5",
  "sdxl",
  "dit-s/2",
  "dit-b/2",
  "dit-l/2",
  "dit-xl/2",
  "sd3-medium",
  "sd3.5-medium",
  "sd3.5-large",
  "flux.1-dev",
  "flux.1-schnell",
  "tiny-sd3",
];

export type Catalogue = Record<string, Record<string, unknown>>;

/** `root`: the repository. Throws with the next step when the command line is not built. */
export function readCatalogue(root: string): Catalogue {
  const cli = join(process.env.LESSON_BUILD ?? join(root, "build"), "native/lesson-cli");
  if (!existsSync(cli)) {
    if (process.env.LESSON_PREVIEW) return {};
    throw new Error(
      `The lesson's numbers come from ${cli}, which is not built.\n` +
        "Build it with `cmake --build --preset native --target lesson-cli`, or set LESSON_PREVIEW=1 to preview without numbers.",
    );
  }
  const ask = (...words: string[]) => JSON.parse(execFileSync(cli, [...words, "--json"], { encoding: "utf8" }));
  return {
    ...Object.fromEntries(modelNames.map((model) => [model, ask("shapes", "--model", model)])),
    later: { models: ask("later-models") },
  };
}
