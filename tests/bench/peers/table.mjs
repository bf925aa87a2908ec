// The results as text: a line a scene, ours beside the fastest of the peer's ways.

const per = (flops, ms) => (flops ? (flops / ms / 1e6).toFixed(1) : "");

/** The faster of a peer's ways. */
export function best(row, names) {
  return names.filter((name) => row.sides[name]).sort((a, b) => row.sides[a].median - row.sides[b].median)[0];
}

export const ortNames = ["ONNX Runtime Web", "ONNX Runtime Web, fused"];

function lineOf(row, ceilings) {
  const ort = best(row, ortNames);
  const cells = [row.id.padEnd(52)];
  for (const [name, side] of Object.entries(row.sides)) {
    if (ortNames.includes(name) && name !== ort) continue;
    const share =
      row.flops && ceilings[name] ? ` ${((100 * row.flops) / side.median / ceilings[name]).toFixed(0)}%` : "";
    const ratio = name.startsWith("ours") && ort ? ` x${row.ratios[name][ort].toFixed(2)}` : "";
    const rate = per(row.flops, side.median);
    cells.push(
      `${name}: ${side.median.toFixed(2)} ms (${side.low.toFixed(2)}-${side.high.toFixed(2)})${rate && ` ${rate} GF/s`}${share}${ratio}`,
    );
  }
  for (const [name, why] of Object.entries(row.failures ?? {})) cells.push(`${name}: cannot (${why})`);
  return cells.join("  ");
}

function nativeLine(row, ceilings) {
  const cells = [row.id.padEnd(52)];
  const ours = Object.keys(row.sides)[0];
  for (const [name, side] of Object.entries(row.sides)) {
    const share =
      row.flops && ceilings[name] ? ` ${((100 * row.flops) / side.median / ceilings[name]).toFixed(0)}%` : "";
    const ratio = name.startsWith("ours") ? "" : ` (ours x${row.ratios[ours][name].toFixed(2)})`;
    cells.push(`${name}: ${side.median.toFixed(2)} ms ${per(row.flops, side.median)}${share}${ratio}`);
  }
  return cells.join("  ");
}

/** Flops a millisecond of each side at best. */
function ceilingsOf(rows) {
  const row = rows.find(({ group }) => group === "ceiling");
  return Object.fromEntries(
    Object.entries(row?.sides ?? {}).map(([name, side]) => [name, (side.flops ?? row.flops) / side.median]),
  );
}

export function table(results) {
  const lines = [`${results.date}, ${results.processor}. ${results.note}`];
  for (const [place, found] of Object.entries(results)) {
    if (found.rows) {
      lines.push("", `## ${place} ${found.browser ?? found.node ?? `PyTorch ${found.pytorch ?? "missing"}`}`);
      const ceilings = ceilingsOf(found.rows);
      for (const row of found.rows) lines.push((place === "native" ? nativeLine : lineOf)(row, ceilings));
    }
    for (const { kind, tokens, ms, flops, megabytes } of found.sequences ?? [])
      lines.push(`${kind} ${tokens} tokens: ${ms.toFixed(1)} ms, ${per(flops, ms)} GF/s, ${megabytes.toFixed(0)} MB`);
  }
  return lines.join("\n");
}
