// All that is often taught otherwise than it is published, once: what stands beside its claim is only named here.

import { type Difference, differences } from "../catalogue.js";
import { useLesson } from "../context.js";
import { typeset } from "../typeset.js";

export function Honesty() {
  const { noted } = useLesson();
  return (
    <ol class="honesty">
      {differences().map((row) => (
        <li key={row.id} id={`difference-${row.id}`}>
          {noted.has(row.id) ? <Noted row={row} /> : <Both row={row} />}
          <p class="why">
            <span class="source">{typeset(row.source)}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}

function Noted({ row }: { row: Difference }) {
  return (
    <p>
      <a href={`#published-${row.id}`}>{typeset(row.topic)}</a>, beside its claim
    </p>
  );
}

function Both({ row }: { row: Difference }) {
  return (
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
  );
}
