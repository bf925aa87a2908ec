// Says how hard each section of the built lesson reads, and which sentences are the hardest (lesson/kit/level.ts).
//   npm run build && npm run level

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const web = fileURLToPath(new URL("..", import.meta.url));
const load = async (file) => (await runnerImport(`${web}lesson/kit/${file}`)).module;
const [{ read }, { hardest, levels }] = [await load("reading.ts"), await load("level.ts")];

const pieces = read(readFileSync(`${web}dist/site/index.html`, "utf8"));
console.log("section               words  sentences  words each  long words  grade");
for (const [section, { words, sentences, long, grade }] of levels(pieces)) {
  const columns = [
    words,
    sentences,
    (words / sentences).toFixed(1),
    `${(100 * long).toFixed(0)} %`,
    grade.toFixed(1),
  ];
  console.log(section.padEnd(20), ...columns.map((one, i) => String(one).padStart([6, 10, 11, 11, 6][i])));
}
console.log("\nthe hardest sentences");
for (const { section, text, grade } of hardest(pieces, 12)) console.log(`${grade.toFixed(0)}  ${section}: ${text}`);
