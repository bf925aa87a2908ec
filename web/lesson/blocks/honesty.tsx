// The whole honesty note: every place where the lesson's numbers or words differ from the published models.

import { differences } from "../catalogue.js";

export function Honesty() {
  return (
    <ol class="honesty">
      {differences().map((row) => (
        <li key={row.id} id={`difference-${row.id}`}>
          <p class="topic">{row.topic}</p>
          <dl>
            <div>
              <dt>Here</dt>
              <dd>{row.lesson}</dd>
            </div>
            <div>
              <dt>Published</dt>
              <dd>{row.published}</dd>
            </div>
          </dl>
          <p class="why">
            {row.why} <span class="source">{row.source}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
