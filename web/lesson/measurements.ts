// What was measured on the tiny SD3 (tools/train, web/assets/weights/measurements.json), in words. Every figure is a
// rate with its standard error and number; what has not been measured is said to be so, and sentences compare before
// they claim.

import record from "../assets/weights/measurements.json";

/** One measured figure; proportions are of 1. */
export interface Rate {
  value: number | null;
  se: number | null;
  n: number;
}
type Tree = { [key: string]: Tree | number | string | null };

const tasks = record.tasks as unknown as Record<string, { result: Tree } | undefined>;
const files = record.files as Record<string, { samples_trained: number; stage: string; bytes: number }>;

/** A task's whole result, or undefined when it was not measured. */
export function measured(task: string): Tree | undefined {
  return tasks[task]?.result;
}

/** A figure by its path, e.g. rate("crane", "bird", "right"). */
export function rate(task: string, ...path: string[]): Rate | undefined {
  let at: Tree | number | string | null | undefined = measured(task);
  for (const step of path) at = typeof at === "object" && at !== null ? at[step] : undefined;
  const found = at as Rate | undefined;
  return found && typeof found.value === "number" && found.n > 0 ? found : undefined;
}

/** 97.5 ± 3.8 % (n = 40), never broken but before its sample */
export function percentWords({ value, se, n }: Rate): string {
  return `${(100 * value!).toFixed(1)}\u00a0±\u00a0${(100 * se!).toFixed(1)}\u00a0% (n\u00a0=\u00a0${n})`;
}
/** For tables, which name n elsewhere; a narrow cell sets the error below its figure. */
export function percentCell(found: Rate | undefined): string {
  return found ? `${(100 * found.value!).toFixed(1)} ±\u00a0${(100 * found.se!).toFixed(1)}` : "–";
}
/** Samples of one table in words: n = 200, or n = 139 to 200. */
export function samplesWords(found: (Rate | undefined)[]): string {
  const sizes = found.filter((one) => one !== undefined).map(({ n }) => n);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return least === most ? `n\u00a0=\u00a0${most}` : `n\u00a0=\u00a0${least} to ${most}`;
}

export type Comparison = "above" | "below" | "alike";

/** Two standard errors of the difference tell two figures apart. */
export function compare(a: Rate, b: Rate): Comparison {
  const gap = a.value! - b.value!;
  if (Math.abs(gap) <= 2 * Math.hypot(a.se!, b.se!)) return "alike";
  return gap > 0 ? "above" : "below";
}

/** Whether a denoiser has been trained at full size only in part: then no comparison may be drawn. */
export function immature(kind: "flow" | "ddpm" | "shared"): string | undefined {
  const name = kind === "flow" ? "tiny-sd3.safetensors" : `tiny-sd3-${kind}.safetensors`;
  const file = files[name];
  if (file?.stage !== "low") return undefined;
  const samples = new Intl.NumberFormat("en").format(file.samples_trained);
  const what =
    kind === "ddpm" ? "The baseline" : kind === "shared" ? "The model with shared projections" : "The model";
  return `${what} shipped with this page has been trained on small pictures only (${samples} samples): its pictures mean nothing yet, and no comparison may be drawn from them.`;
}

export const samplesTrained = (kind: "flow" | "ddpm" | "shared") =>
  files[kind === "flow" ? "tiny-sd3.safetensors" : `tiny-sd3-${kind}.safetensors`]?.samples_trained;
export const bytesOfWeights = record.bytes_of_all_weights;

/** The head whose patches read their words best, as chosen on scenes of its own; counted from 0. */
export function pointingHead(): { block: number; head: number } {
  const found = measured("pointing")?.["image reads text"] as { block: number; head: number } | undefined;
  return found ? { block: found.block, head: found.head } : { block: 1, head: 0 };
}
