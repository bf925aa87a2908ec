// What was measured on the tiny SD3 (tools/train, web/assets/weights/measurements.json), in words. Every figure is a
// rate with its standard error and number; what has not been measured is said to be so, and sentences compare before
// they claim.

import record from "../assets/weights/measurements.json";
import { arms, fileOf, type Kind } from "../element/model/kinds.js";

/** One measured figure; proportions are of 1. */
export interface Rate {
  value: number | null;
  se: number | null;
  n: number;
  /** The error of a mean over seeds from their scatter, where there are two or more. */
  between_seeds_se?: number | null;
}
type Tree = { [key: string]: Tree | number | string | null };

const tasks = record.tasks as unknown as Record<string, { result: Tree } | undefined>;
const files = record.files as Record<string, { samples_trained: number; stage?: string; bytes: number } | undefined>;
const experiment = (record as unknown as { experiment?: Record<string, ArmFigures> }).experiment ?? {};

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
  const [least, most] = sizes.length > 0 ? [Math.min(...sizes), Math.max(...sizes)] : [0, 0];
  return least === most ? `n\u00a0=\u00a0${most}` : `n\u00a0=\u00a0${least} to ${most}`;
}

export type Comparison = "above" | "below" | "alike";

/** Two standard errors of the difference tell two figures apart. */
export function compare(a: Rate, b: Rate): Comparison {
  const gap = a.value! - b.value!;
  if (Math.abs(gap) <= 2 * Math.hypot(errorOf(a), errorOf(b))) return "alike";
  return gap > 0 ? "above" : "below";
}

/** Of the prompts, or of the seeds where these scatter more. */
export const errorOf = ({ se, between_seeds_se }: Rate): number => Math.max(se!, between_seeds_se ?? 0);

export const samplesTrained = (kind: Kind) => files[fileOf(kind)]?.samples_trained;

/** One arm of the experiment over its seeds, as tools/train sums its figures up (report.py). */
export interface ArmFigures {
  /** Weights are matched by depth: with equal weights the arms have not equally many blocks. */
  blocks: number;
  weights: number;
  /** Of one evaluation on a small picture; a multiply-add counts two. */
  flops_of_one_evaluation: number;
  samples: number;
  seeds: number[];
  guidance: number;
  /** Factor of the usual learning rates, the best of three on held-out loss. */
  learning_rate_scale: number | null;
  /** Share of pictures wholly right with a converged sampler. */
  converged: Rate;
  /** Against flow, paired by prompt and seed. */
  minus_flow?: Rate;
  /** Mean squared error of the clean latent by log-SNR. */
  error: Record<string, Rate | null>;
  /** Distance of latents to the arm's own 400 steps, by steps. */
  sampler_error: Record<string, Rate>;
  /** Share of pictures wholly right, by steps. */
  by_steps?: Record<string, Rate>;
  /** Of cranes that are the one that the caption means, both meanings together. */
  crane?: Rate;
  swap?: Record<string, Rate>;
}
export const armFigures = (kind: Kind): ArmFigures | undefined => experiment[kind];
/** The experiment's own names: its `flow`, on small pictures like all of them, is the file `flow_small`. */
export const experimentArms = ["flow", ...arms.filter((arm) => arm !== "flow_small")] as const;
/** All arms that were measured, the one that the others are compared with first. */
export const measuredArms = experimentArms.filter((kind) => experiment[kind]);

export const bytesOfWeights = record.bytes_of_all_weights;

export interface PointingFigures {
  /** Whose row of a word was looked at; "" where a word has one. */
  reader: "" | "clip" | "t5";
  block: number;
  head: number;
  on_choosing_scenes: Rate;
  on_other_scenes: Rate;
  mean_of_all_heads: Rate;
}
/** Of each reader's rows in that direction; none where it was not measured. */
export function pointing(direction: "image reads text" | "text reads image"): PointingFigures[] {
  return Object.entries(measured("pointing") ?? {}).flatMap(([key, figures]) => {
    const [name, reader = ""] = key.split(", ");
    return name === direction ? [{ ...(figures as unknown as PointingFigures), reader: reader as "" }] : [];
  });
}

/** The head whose patches read their words best, as chosen on scenes of its own; counted from 0. */
export function pointingHead(): Pick<PointingFigures, "block" | "head" | "reader"> {
  const share = ({ on_choosing_scenes }: PointingFigures) => on_choosing_scenes?.value ?? 0;
  const [best] = pointing("image reads text").sort((a, b) => share(b) - share(a));
  return best ?? { block: 1, head: 0, reader: "" };
}
