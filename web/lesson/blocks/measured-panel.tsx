// How measured figures stand on the page: a panel that ends with what is known of large models, a table, and the words
// that compare two figures.

import type { ComponentChildren } from "preact";
import type { Kind } from "../../element/model/kinds.js";
import { grouped } from "../catalogue.js";
import { compare, percentWords, type Rate, samplesTrained } from "../measurements.js";
import { typeset } from "../typeset.js";

/** A panel for measurements. `large`: how large models differ, or that it is not known. */
export function Measured({
  title,
  large,
  children,
}: {
  title: string;
  large: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <aside class="panel measured">
      <p class="panel-title">Measured on the tiny SD3: {typeset(title)}</p>
      {children}
      <div class="large">
        <p class="large-title">Large models</p>
        {large}
      </div>
    </aside>
  );
}
export const NotYet = () => <p>Not measured for the weights that this page ships.</p>;

export function Numbers({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  return (
    <section class="scroll" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((text, i) =>
                i === 0 ? (
                  <th key={text} scope="row">
                    {text}
                  </th>
                ) : (
                  <td key={i}>{withError(text)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The error below its figure, in every cell alike. */
function withError(text: string): ComponentChildren {
  const [figure, error] = text.split(" ±");
  return error ? [figure, " ", <small key="error">±{error}</small>] : text;
}

/** “62.0 ± 3.1 % (n = 200), below it” */
export function against(a: Rate, b: Rate): string {
  const words = { above: "above", below: "below", alike: "not told apart by this sample from" } as const;
  return `${percentWords(a)}, ${words[compare(a, b)]} the ${(100 * b.value!).toFixed(1)}\u00a0%`;
}

/** Pictures that a denoiser saw in training. */
export const samples = (kind: Kind) => grouped.format(samplesTrained(kind) ?? 0);
