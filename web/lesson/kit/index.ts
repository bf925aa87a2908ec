// What the build asks of a rendered lesson besides whole links (../anchors.ts). CONTRIBUTING.md tells authors.

import type { LessonInfo } from "../context.js";
import { checkAnswers } from "./answers.js";
import { read } from "./reading.js";
import { checkTerms } from "./terms.js";
import { checkVeils } from "./veils.js";
import { checkLength, countWords } from "./words.js";

export { countWords, read };

/** Throws with the section's file. `complete`: with the catalogue's numbers, not a preview. */
export function checkLesson(
  html: string,
  lesson: Pick<LessonInfo, "glossary" | "words">,
  fileOf: (section: string) => string,
  complete: boolean,
): void {
  const pieces = read(html);
  checkTerms(pieces, lesson.glossary ?? {}, fileOf);
  checkLength(pieces, lesson.words);
  checkNotes(html);
  checkVeils(html, fileOf);
  if (complete) checkAnswers(html, pieces, fileOf);
}

/** Notes on what is often taught interrupt an argument: a few, beside their claim; all of them stand at the end. */
const mostNotes = 6;
function checkNotes(html: string): void {
  const ids = [...html.matchAll(/\sid="published-([^"]+)"/g)].map(([, id]) => id);
  if (ids.length > mostNotes)
    throw new Error(`${ids.length} <AsPublished> on the page, at most ${mostNotes} may be: ${ids.join(", ")}`);
}
