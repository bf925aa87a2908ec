// Times all sides of a scene in turns, so that whatever slows the machine slows all of them.

import { inputsOf, largestDifference } from "./tensors.mjs";

const now = () => performance.now();

export function quantile(sorted, share) {
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
}

export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** Calls in a row until about `ms` have passed: what a sample is made of. */
async function callsFor(work, ms) {
  let calls = 1;
  for (;;) {
    const start = now();
    for (let i = 0; i < calls; i++) await work.run();
    const took = now() - start;
    if (took > ms / 2 || calls > 4096) return Math.max(1, Math.round((calls * ms) / Math.max(took, 0.05)));
    calls *= 2;
  }
}

async function sample(work, calls) {
  const start = now();
  for (let i = 0; i < calls; i++) await work.run();
  return (now() - start) / calls;
}

/** How far each side's result lies from the first one's. */
async function differences(scene, opened) {
  const first = opened[0].work;
  const [kind, a, b, c] = scene.open;
  const added = kind === "layer" && scene.open[4] & 4; // grows with every call
  if (!["attention", "layer", "softmax"].includes(kind) || added) return {};
  const length = kind === "attention" ? a * b * c : kind === "layer" ? a * c : a * b;
  await first.run();
  const expected = first.tensor(3, length);
  const found = {};
  for (const { name, work } of opened) {
    if (work.tensor) {
      await work.run();
      found[name] = largestDifference(work.tensor(3, length), expected);
    } else if (work.output) found[name] = largestDifference(await work.output(await work.run()), expected);
  }
  return found;
}

/** In a line: what a peer says of a scene that it cannot do, such as one that asks for more memory than it gets. */
const whyFailed = (error) => String(error?.message ?? error).split("\n")[0].replace(/\/\S+\//g, "").slice(0, 160);

/**
 * One scene on all sides that have it. -> { id, group, flops, rounds, sides: { name: { median, low, high (ms), calls } },
 * ratios: { name: median of the paired ratios to each of `bases` }, differences, failures: { name: why } }
 */
export async function measureScene(scene, sides, { ms = 120, rounds = 9 } = {}) {
  const opened = [];
  const failures = {};
  let inputs = [];
  let flops = 0;
  for (const side of sides) {
    const work = await side.open(scene, inputs);
    if (!work) continue;
    if (work.flops) flops = work.flops;
    if (work.tensor && !inputs.length) inputs = inputsOf(scene, work);
    try {
      await work.run();
    } catch (error) {
      if (work.tensor) throw error; // ours has no excuse
      failures[side.name] = whyFailed(error);
      continue;
    }
    opened.push({ name: side.name, work, times: [] });
  }
  const apart = await differences(scene, opened);
  for (const one of opened) one.calls = await callsFor(one.work, ms);
  for (let round = 0; round < rounds; round++)
    for (const one of opened) one.times.push(await sample(one.work, one.calls));
  for (const { work } of opened) work.close?.();
  return { id: scene.id, group: scene.group, flops, rounds, differences: apart, failures, ...told(opened) };
}

function told(opened) {
  const sides = {};
  const ratios = {};
  for (const { name, times, calls } of opened) sides[name] = { ...spread(times), calls };
  for (const one of opened) {
    ratios[one.name] = {};
    for (const base of opened)
      ratios[one.name][base.name] = spread(one.times.map((time, i) => base.times[i] / time)).median;
  }
  return { sides, ratios };
}
