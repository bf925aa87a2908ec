// An answer is not printed above its question: neither a number as the page would print it, nor the words that an
// author says would give a choice away.

import type { Piece } from "./reading.js";

interface Asked {
  id: string;
  kind: string;
  right?: string;
  unit?: string;
  hides?: string;
}

const form = /<form\b[^>]*\bclass="predict"[^>]*>/g;
const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

/** `html`: the whole page; `pieces`: its text. */
export function checkAnswers(html: string, pieces: readonly Piece[], fileOf: (section: string) => string): void {
  for (const [tag] of html.matchAll(form)) {
    const asked: Asked = {
      id: attribute(tag, "id")!,
      kind: attribute(tag, "data-kind")!,
      right: attribute(tag, "data-right"),
      unit: attribute(tag, "data-unit"),
      hides: attribute(tag, "data-hides")?.replaceAll("&amp;", "&").replaceAll("&lt;", "<"),
    };
    const pattern = givesAway(asked);
    if (!pattern) continue;
    const at = pieces.findIndex(({ ids }) => ids.includes(asked.id));
    // A number and its unit may stand in two pieces, told apart by a tag.
    const above = pieces.slice(0, at).filter(({ folded }) => !folded);
    const text = textOf(above);
    const found = pattern.exec(text);
    if (!found) continue;
    const before = text.slice(0, found.index);
    const where = above.findLast((_, i) => before.startsWith(textOf(above.slice(0, i))))!;
    throw new Error(
      `${fileOf(where.section)}: “${found[0]}” gives ${asked.id} away above its question: “…${text
        .slice(Math.max(0, found.index - 40), found.index + 40)
        .trim()}…”`,
    );
  }
}

const textOf = (pieces: readonly Piece[]) => pieces.map((piece) => `${piece.text} `).join("");

function givesAway({ kind, right, unit, hides }: Asked): RegExp | undefined {
  if (hides) return new RegExp(hides, "iu");
  if (kind !== "number" || !right) return undefined;
  const forms = new Set([0, 1, 2].map((digits) => Math.abs(Number(right)).toFixed(digits)));
  const bare = unit?.split(" ")[0];
  const numbers = [...forms].map((one) => one.replace(".", "\\."));
  // A small whole number means something else without its unit.
  return new RegExp(`(?<![\\d.,])(?:${numbers.join("|")})\\s*${bare ? `(?:${plain(bare)})` : ""}(?![\\d])`, "u");
}
const plain = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
