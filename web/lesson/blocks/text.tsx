// Small things within the text: numbers, shapes, sources, terms.

import type { ComponentChildren } from "preact";
import { format, type NumberForm, number, preview, value } from "../catalogue.js";
import { useLesson } from "../context.js";

/** A number of the catalogue or of the lesson's own numbers.ts: <N of="sd3-medium:params.transformer" as="words" /> */
export function N({ of, as = "exact" }: { of: string; as?: NumberForm }) {
  const { numbers } = useLesson();
  const n = of.includes(":") ? number(of) : numbers[of];
  if (n === undefined) throw new Error(`the lesson has no number “${of}”`);
  return <span class="n">{format(n, as)}</span>;
}

/** A tensor's shape: <Shape of="sd3-medium:latent" />, <Shape is="T,d" /> */
export function Shape({ of, is }: { of?: string; is?: string }) {
  const dims = of
    ? preview
      ? ["…"]
      : (value(of) as (string | number)[])
    : (is?.split(",").map((dim) => dim.trim()) ?? []);
  const list = Array.isArray(dims) ? dims : [dims];
  return (
    <code class="shape">
      [{list.map((dim, i) => [i > 0 && ", ", /^[A-Za-z]/.test(String(dim)) ? <var key={dim}>{dim}</var> : dim])}]
    </code>
  );
}

/** Where a statement comes from: <Cite of="SD3P">§5.3.3</Cite>; the list of sources closes the page. */
export function Cite({ of, children }: { of: string; children?: ComponentChildren }) {
  const { sources } = useLesson();
  const source = sources[of];
  if (!source) throw new Error(`the lesson has no source “${of}”`);
  return (
    <a class="cite" href={`#source-${of.toLowerCase()}`}>
      {source.short}
      {children && <>, {children}</>}
    </a>
  );
}

/** An earlier lesson, by number: <Lesson n="7.4.2" /> */
export function Lesson({ n }: { n: string }) {
  const { earlier } = useLesson();
  const title = earlier[n];
  if (!title) throw new Error(`the lesson names no earlier lesson ${n}`);
  return (
    <abbr class="lesson" title={`Lesson ${n}: ${title}`}>
      {n}
    </abbr>
  );
}

/** A course's own name for an idea, wherever it is used. */
export function Model({ children }: { children: ComponentChildren }) {
  return <strong class="mental-model">“{children}”</strong>;
}
