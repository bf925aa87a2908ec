// The version's name: the package's, and a hash of everything that is shipped with it.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** LESSON_VERSION: another number, for a test that needs two versions. */
export function packageVersion(web: string): string {
  return process.env.LESSON_VERSION ?? JSON.parse(readFileSync(join(web, "package.json"), "utf8")).version;
}

export const versionMark = "<!--lesson:version-->";
export const versionName = (number: string, hash: string) => `${number} (${hash})`;
