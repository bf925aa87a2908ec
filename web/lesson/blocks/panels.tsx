// Blocks that set something apart: limits, insights, tips, misconceptions, what is often taught, asides.

import type { ComponentChildren } from "preact";
import { difference } from "../catalogue.js";
import { useLesson } from "../context.js";
import { typeset } from "../typeset.js";

interface Titled {
  title?: string;
  children: ComponentChildren;
}

/** What the lesson covers and what it leaves out. */
export function ConstraintBlock({ title = "What this lesson leaves out", children }: Titled) {
  return (
    <aside class="panel constraint">
      <p class="panel-title">{typeset(title)}</p>
      {children}
    </aside>
  );
}

export function InsightBlock({ title = "Insight", children }: Titled) {
  return (
    <aside class="panel insight">
      <p class="panel-title">{typeset(title)}</p>
      {children}
    </aside>
  );
}

export function TipBlock({ title = "Tip", children }: Titled) {
  return (
    <aside class="panel tip">
      <p class="panel-title">{typeset(title)}</p>
      {children}
    </aside>
  );
}

/** A sentence many believe, and what shows it false. */
export function Misconception({ says, children }: { says: string; children: ComponentChildren }) {
  return (
    <aside class="panel misconception">
      <p class="panel-title">Often believed</p>
      <p class="says">“{typeset(says)}”</p>
      {children}
    </aside>
  );
}

/** In the margin where there is one, in the text where not. */
export function Aside({ children }: { children: ComponentChildren }) {
  return (
    <aside class="side">
      <div>{children}</div>
    </aside>
  );
}

/** What is often taught, beside what is published, from the catalogue: <AsPublished id="adaln-count" /> */
export function AsPublished({ id }: { id: string }) {
  useLesson().noted.add(id);
  const row = difference(id) ?? { lesson: "…", published: "…", why: "…", source: "…", number: 0, topic: id };
  return (
    <div class="published" id={`published-${id}`} role="note" aria-label={`Often taught, as published: ${row.topic}`}>
      <dl>
        <div>
          <dt>Often taught</dt>
          <dd>{typeset(row.lesson)}</dd>
        </div>
        <div>
          <dt>As published</dt>
          <dd>{typeset(row.published)}</dd>
        </div>
      </dl>
      <p class="why">
        <a class="source" href={`#difference-${id}`}>
          Source
        </a>
      </p>
    </div>
  );
}

export function ModuleCompleteBlock({ title, children }: Required<Titled>) {
  return (
    <section class="complete module-complete">
      <h3>{typeset(title)}</h3>
      {children}
    </section>
  );
}

export function SeriesCompleteBlock({ title, children }: Required<Titled>) {
  return (
    <section class="complete series-complete">
      <h3>{typeset(title)}</h3>
      {children}
    </section>
  );
}
