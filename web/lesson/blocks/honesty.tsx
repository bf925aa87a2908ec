// The whole honesty note: every place where the lesson's numbers or words differ from the published models.

import { differences } from "../catalogue.js";
import { typeset } from "../typeset.js";

export function Honesty() {
  return (
    <ol class="honesty">
      {differences().map((row) => (
        <li key={row.id} id={`difference-${row.id}`}>
          <p class="topic">{row.topic}</p>
          <dl>
            <div>
              <dt>Here</dt>
              <dd>{typeset(row.lesson)}</dd>
            </div>
            <div>
              <dt>Published</dt>
              <dd>{typeset(row.published)}</dd>
            </div>
          </dl>
          <p class="why">
            {typeset(row.why)} <span class="source">{typeset(row.source)}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
