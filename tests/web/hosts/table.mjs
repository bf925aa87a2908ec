#!/usr/bin/env node
// The table of web/package/HOSTS.md, from what hosts.test.ts has seen: a row that was seen again is written anew, the
// others stay.      node tests/web/hosts/table.mjs

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const rows = join(root, ".cache/hosts/rows");
const text = join(root, "web/package/HOSTS.md");

const many = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;
function line({ name, version, steps, first, result }) {
  const load = first
    ? `${Math.round(first.bytes / 1000).toLocaleString("en")} KB in ${many(first.requests, "request")}, ${first.seconds.toFixed(1)} s`
    : "";
  return `| ${name} | ${version} | ${many(steps.commands, "command")}, ${many(steps.lines, "line")} | ${load} | ${result} |`;
}

if (!existsSync(rows)) {
  console.error(`table: nothing has been tried yet (${rows}); run tools/hosts`);
  process.exit(2);
}
const seen = new Map(
  readdirSync(rows)
    .map((name) => JSON.parse(readFileSync(join(rows, name), "utf8")))
    .map((row) => [row.name, line(row)]),
);
const before = readFileSync(text, "utf8");
const nameOf = (row) => row.split("|")[1].trim();
const after = before
  .split("\n")
  .map((row) => (row.startsWith("| ") ? (seen.get(nameOf(row)) ?? row) : row))
  .join("\n");
writeFileSync(text, after);
console.log(`${seen.size} rows are in web/package/HOSTS.md`);
