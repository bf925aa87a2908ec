// Blocks that lay things side by side or one after another: comparisons, cards, phases, traces, reveals.

import { type ComponentChildren, h } from "preact";
import { type ShownWidget, useLesson, type WidgetState } from "../context.js";
import { typeset } from "../typeset.js";
import { childrenOf } from "./children.js";

/** Two or three columns compared side by side; stacked where it is narrow. */
export function ComparisonRow({ children }: { children: ComponentChildren }) {
  const columns = childrenOf(children, Column);
  return <div class={`comparison of-${columns.length}`}>{columns}</div>;
}
export function Column({
  title,
  tone,
  children,
}: {
  title: string;
  tone?: "text" | "image";
  children: ComponentChildren;
}) {
  return (
    <section class={`column ${tone ?? ""}`}>
      <h4>{typeset(title)}</h4>
      {children}
    </section>
  );
}

/** Three things of one rank, each in its own colour. */
export function CardRow({ children }: { children: ComponentChildren }) {
  return <div class="cards wide">{children}</div>;
}
export function GradientCard({
  title,
  tone = 1,
  children,
}: {
  title: string;
  tone?: number;
  children: ComponentChildren;
}) {
  return (
    <section class={`gradient-card tone-${tone}`}>
      <h4>{typeset(title)}</h4>
      {children}
    </section>
  );
}

/** Steps in order, numbered. */
export function PhaseCards({ children }: { children: ComponentChildren }) {
  return <ol class="phases">{childrenOf(children, Phase)}</ol>;
}
export function Phase({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <li>
      <p class="phase-title">{typeset(title)}</p>
      {children}
    </li>
  );
}

/** Code or a trace of shapes, with a caption; the text stands in a Markdown code fence inside. */
export function CodeBlock({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <figure class="code">
      <figcaption>{typeset(title)}</figcaption>
      {children}
    </figure>
  );
}

/** An answer behind a press. */
export function Reveal({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <details class="reveal">
      <summary>{typeset(title)}</summary>
      <div class="reveal-body">{children}</div>
    </details>
  );
}

/** A picture of the lesson's own, with the caption below: a drawing, or a curve computed when the page was built. */
export function Figure({
  caption,
  wide,
  label = "schematic",
  children,
}: {
  caption: string;
  wide?: boolean;
  label?: "schematic" | "recorded";
  children: ComponentChildren;
}) {
  return (
    <figure class={wide ? "figure wide" : "figure"}>
      {children}
      <figcaption>
        <span class="badge">{label}</span> {typeset(caption)}
      </figcaption>
    </figure>
  );
}

/** What the widget shows at first, in words and numbers: for paper, and for browsers that cannot run it. */
function Recorded({ shown }: { shown: ShownWidget }) {
  const recorded = useLesson().services.widget(shown);
  if (!recorded) return null;
  const [head = [], ...rows] = recorded.rows;
  const [first, ...more] = recorded.words.split("\n");
  return (
    <div class="recorded">
      <p>
        <span class="badge">recorded</span> {typeset(first!)}
      </p>
      {more.slice(0, shown.parts ? 0 : 1).map((line) => (
        <p key={line}>{typeset(line)}</p>
      ))}
      {!shown.parts && ( // the instrument that is the whole has them all
        <table>
          <thead>
            <tr>
              {head.map((text) => (
                <th key={text} scope="col">
                  {text.replaceAll("_", " ")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 3).map((row, r) => (
              <tr key={r}>
                {row.map((text, i) => (
                  <td key={i}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** Its picture. Inside <noscript> it costs other readers nothing; element/recording.ts finds it there, too. */
function Recording({ shown }: { shown: ShownWidget }) {
  const address = useLesson().services.recording(shown);
  if (!address) return null;
  return (
    <p class="recording">
      <span class="badge">recorded</span> in a browser that runs this figure
      <img src={address} alt="The figure as it was recorded; the words and numbers are given below." loading="lazy" />
    </p>
  );
}

/** A live widget. What stands inside is shown until it runs, and where it cannot. */
export function Widget(props: {
  id: string;
  name: string;
  /** Which of its parts, "map token"; all where it is left out. `lesson-cli widgets --json` lists them. */
  parts?: string;
  label: string;
  caption: string;
  /** What it begins with: state={{ steps: 28 }}; `lesson-cli widgets` lists the fields. Checked when the page is built. */
  state?: WidgetState;
  accept?: string;
  children?: ComponentChildren;
}) {
  const { id, name, parts, label, caption, state, accept, children } = props;
  const shown = { name, parts, state };
  const poster = (
    <div class="poster">
      {children}
      <noscript>
        <p>This figure computes in the page and needs JavaScript; what it shows at first stands below.</p>
        <Recording shown={shown} />
      </noscript>
      <Recorded shown={shown} />
    </div>
  );
  return (
    <figure class="figure widget wide">
      {h(
        "lesson-widget",
        { id, name, parts, label, accept, state: state && JSON.stringify(state), share: true },
        poster,
      )}
      <figcaption>{typeset(caption)}</figcaption>
    </figure>
  );
}
