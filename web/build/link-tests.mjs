// The tests live in the repository's tests/ folder, as those of every other layer do. Node looks for packages
// upwards from the importing file, so tests/web gets a link to the packages installed here.

import { existsSync, lstatSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const link = join(web, "..", "tests", "web", "node_modules");
const there = lstatSync(link, { throwIfNoEntry: false });
if (there?.isSymbolicLink() && !existsSync(link)) rmSync(link);
if (existsSync(dirname(link)) && !existsSync(link)) symlinkSync("../../web/node_modules", link, "dir");
