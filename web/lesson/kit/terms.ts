// A term is defined before it is used: the first time it stands in the text, it stands in a <Term>.

import type { Glossary } from "../context.js";
import type { Piece } from "./reading.js";

export function checkTerms(pieces: readonly Piece[], glossary: Glossary, fileOf: (section: string) => string): void {
  for (const [key, { words }] of Object.entries(glossary)) {
    const defined = pieces.findIndex((piece) => piece.term === key);
    if (defined < 0) throw new Error(`glossary.ts: no <Term of="${key}"> on the page; use it or leave it out`);
    const pattern = new RegExp(`(?<![\\p{L}-])(?:${words})(?![\\p{L}])`, "iu");
    const early = pieces
      .slice(0, defined)
      .find((piece) => pattern.test(piece.text) && piece.term === undefined && visible(piece));
    if (early)
      throw new Error(
        `${fileOf(early.section)}: “${pattern.exec(early.text)![0]}” is used before <Term of="${key}"> defines it in ` +
          `${fileOf(pieces[defined]!.section)}: “…${early.text.trim().slice(0, 60)}…”`,
      );
  }
}
/** What stands in a drawing or in code is a name there, not a use. */
const visible = (piece: Piece) => piece.prose && piece.section !== "";
