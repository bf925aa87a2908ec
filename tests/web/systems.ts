// The table of the lesson's systems: web/lesson/content/sd3-and-flux/SYSTEMS.md.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${repository}web/lesson/content/sd3-and-flux/`;

export interface System {
  name: string;
  /** Id of a figure; none for what is told in words alone. */
  figure?: string;
  state: Record<string, unknown>;
  test: string;
}

const plain = (cell: string) => /^`(.*)`$/.exec(cell.trim())?.[1];

export function systems(): System[] {
  const rows = readFileSync(`${folder}SYSTEMS.md`, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
    .slice(1)
    .map((line) => line.slice(2, -1).split(" | "));
  return rows.map(([name, figure, state, test]) => ({
    name: name!.trim(),
    figure: plain(figure!),
    state: JSON.parse(plain(state!) ?? "{}"),
    test: plain(test!)!,
  }));
}
