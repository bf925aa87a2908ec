// What longer sequences cost: time of one call, and how much memory a fresh module needed for it.

import { openOurs } from "./ours.mjs";

export async function measureSequences(modules, sequences) {
  const rows = [];
  for (const [kind, createModule] of Object.entries(modules))
    for (const tokens of sequences) {
      const side = await openOurs(kind, createModule).catch(() => null);
      if (!side) continue; // no relaxed SIMD
      const work = await side.open({ open: ["attention", 1, tokens, 64, 77, 0] });
      work.run();
      const times = [];
      for (let i = 0; i < 3; i++) {
        const start = performance.now();
        work.run();
        times.push(performance.now() - start);
      }
      rows.push({
        kind,
        tokens,
        ms: times.sort((a, b) => a - b)[1],
        flops: work.flops,
        megabytes: side.bytes() / 2 ** 20,
      });
    }
  return rows;
}
