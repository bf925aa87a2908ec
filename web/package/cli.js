#!/usr/bin/env node
// npx lesson-widgets copy DIR: puts the runtime's files where a site serves files from; those of another version, which an
// earlier call has put there, are taken away.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const usage = "usage: lesson-widgets copy DIR      e.g. npx lesson-widgets copy public/lesson-widgets";
const runtime = join(import.meta.dirname, "runtime");
/** Lists what lies there by our doing. */
const list = "lesson-widgets.json";

function before(folder) {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, list), "utf8"));
    return files.filter((name) => /^[\w.-]+$/.test(name));
  } catch {
    return []; // none, or not ours
  }
}

function copy(folder) {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file; name a folder`);
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(runtime);
  for (const name of before(folder)) if (!files.includes(name)) rmSync(join(folder, name), { force: true });
  for (const name of files) copyFileSync(join(runtime, name), join(folder, name));
  writeFileSync(join(folder, list), `${JSON.stringify({ files }, null, 2)}\n`);
  console.log(
    `${files.length} files are in ${folder}. A page finds them in /lesson-widgets/, or where asset-path says.`,
  );
}

const [command, folder, ...rest] = process.argv.slice(2);
if (command === "--help" || command === "-h") console.log(usage);
else if (command !== "copy" || !folder || rest.length > 0) {
  console.error(
    `lesson-widgets: expected copy and one folder, got ${process.argv.slice(2).join(" ") || "nothing"}\n${usage}`,
  );
  process.exitCode = 2;
} else {
  try {
    copy(folder);
  } catch (error) {
    console.error(`lesson-widgets: ${error.message}`);
    process.exitCode = 1;
  }
}
