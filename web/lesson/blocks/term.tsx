// A term of the glossary: its meaning stands in the page behind it and shows on hover and focus, without a script.

import type { ComponentChildren } from "preact";
import { useLesson } from "../context.js";
import { typeset } from "../typeset.js";

/** <Term of="ddim">DDIM</Term>: the first one of a term stands where the text explains it (lesson/kit/terms.ts). */
export function Term({ of, children }: { of: string; children: ComponentChildren }) {
  const entry = useLesson().glossary?.[of];
  if (!entry) throw new Error(`the lesson's glossary has no term “${of}”`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a reader on the keyboard must reach the meaning, too
    <dfn class="term" tabIndex={0} data-term={of}>
      {children}
      <span class="term-means" role="note">
        {typeset(entry.means)}
      </span>
    </dfn>
  );
}
