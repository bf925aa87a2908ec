// All that is often taught otherwise than it is published, once, at the end; figures say why.

import { differences } from "../catalogue.js";
import { typeset } from "../typeset.js";

export function Honesty() {
  return (
    <ol class="honesty">
      {differences().map((row) => (
        <li key={row.id} id={`difference-${row.id}`}>
          <dl>
            <div>
              <dt>Taught</dt>
              <dd>{typeset(row.lesson)}</dd>
            </div>
            <div>
              <dt>Published</dt>
              <dd>{typeset(row.published)}</dd>
            </div>
          </dl>
          <p class="why">
            <span class="source">{typeset(row.source)}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
