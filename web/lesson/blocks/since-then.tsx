// What later models kept of SD3's ideas: rows of the catalogue, each with its source.

import { laterModels } from "../catalogue.js";
import { typeset } from "../typeset.js";

export function SinceThen() {
  return (
    <section class="scroll" aria-label="Later models">
      <table>
        <thead>
          <tr>
            {["model", "reader", "blocks", "modulation", "read in"].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {laterModels().map((row) => (
            <tr key={row.title}>
              <th scope="row">
                {row.title} ({row.year})
              </th>
              <td>{typeset(row.reader)}</td>
              <td>{typeset(blocksOf(row))}</td>
              <td>{typeset(row.modulation)}</td>
              <td>{typeset(row.source)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const blocksOf = ({ dual_blocks, single_blocks, blocks_note }: ReturnType<typeof laterModels>[number]) =>
  [
    dual_blocks > 0 && `${dual_blocks} with separate weights`,
    single_blocks > 0 && `${single_blocks} with shared weights`,
    blocks_note,
  ]
    .filter(Boolean)
    .join(", ");
