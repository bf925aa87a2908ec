// What works answers out in the page, by the name that a prediction's `live` gives: the catalogue's numbers from the
// widgets' module, and runs of the tiny SD3. Loaded when the first prediction that needs it is committed.

import { pictureDistance } from "../../../element/model/run.js";
import { pictureClose } from "../close.js";
import type { Worked } from "../predict/prediction.js";
import { evenShares, quadrantNames, quadrantShares, wordRows } from "./attention.js";
import { farthest, optionsOf } from "./farthest.js";
import { compareOnLevels, velocityLoss } from "./ring.js";
import { carefully, numbersOf, tinySd3 } from "./sources.js";

/** `argument`: what stands behind a colon in the name. */
type Work = (form: HTMLFormElement, argument: string) => Promise<Worked>;

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0, useGrouping: "min2" });
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** The prompt and seed that a prediction is about, and how they are named in its working. */
const askedOf = ({ prompt = "a crane near a river at sunset", seed = "1" }: DOMStringMap) => ({
  prompt,
  seed: Number(seed),
});
const runWords = ({ prompt, seed }: { prompt: string; seed: number }, more: string) =>
  `“${prompt}”, seed ${seed}, ${more}`;

const works: Record<string, Work> = {
  /** What share of a model's parameters are its text encoders; SD3 Medium where none is named. */
  "text-share": async (_, model) => {
    const rows = await numbersOf("encoder-shapes", { model: model || "sd3-medium" });
    const parameters = rows
      .filter(([section]) => section === "parameters")
      .map((row) => [row[2]!, Number(row[4])] as const);
    const count = (pattern: RegExp) =>
      parameters.filter(([name]) => pattern.test(name)).reduce((sum, [, n]) => sum + n, 0);
    const encoders = count(/CLIP|bigG|T5/i);
    const all = count(/^in all$/);
    const lines = parameters.map(([name, n]): [string, string] => [name, grouped.format(n)]);
    return {
      right: String((100 * encoders) / all),
      lines: [...lines, ["text encoders, share", percent(encoders / all)]],
    };
  },

  /** How Euler's error falls with the number of steps, in the world of the step-count widget. */
  "euler-errors": async ({ dataset }) => {
    const rows = await numbersOf("step-count", {});
    const places = dataset.at!.split(",").map((place) => place.trim());
    const errors = places.map((place) => {
      const row = rows.find(([sampler, steps]) => sampler === "flow-euler" && steps === place);
      if (!row) throw new Error(`The widget has no error at ${place} steps.`);
      return Number(row[3]);
    });
    return {
      right: errors.join(" "),
      lines: places.map((place, i): [string, string] => [`${place} steps`, errors[i]!.toPrecision(2)]),
    };
  },

  /** Which quadrant of a live run's joint attention lies furthest above its even share. */
  "above-even": async ({ dataset }) => {
    const request = askedOf(dataset);
    const run = await tinySd3.run(request);
    const [shares, even] = [quadrantShares(run), evenShares(run)];
    const ratios = shares.map((share, i) => share / even[i]!);
    return {
      right: quadrantNames[ratios.indexOf(Math.max(...ratios))]!,
      lines: [
        ["run", runWords(request, `${run.steps.length} steps, all blocks and heads`)],
        ...quadrantNames.map((name, i): [string, string] => [
          name,
          `${percent(shares[i]!)}, ${ratios[i]!.toFixed(2)} times its even share of ${percent(even[i]!)}`,
        ]),
      ],
    };
  },

  /** Whose absence among the readers changes the picture most. */
  "missing-reader": async (form) => {
    const request = { ...askedOf(form.dataset), record: false };
    return farthest(request, "without", optionsOf(form), (drop) => ({ drop_encoders: drop }));
  },

  /** Which quadrant, cut in every block at every step, changes the picture most. */
  "cut-matters": async (form) => {
    const request = { ...askedOf(form.dataset), record: false };
    return farthest(request, "without", optionsOf(form), (name) => ({
      cut: { quadrants: name.replaceAll(" ", "_") },
    }));
  },

  /** Whether flow matching or DDIM ends nearer to the exact end, on the same levels. */
  "same-levels": async ({ dataset }) => {
    const steps = Number(dataset.steps);
    const { flow, ddim, apart, detours } = compareOnLevels(steps);
    return {
      right: apart < 1e-9 ? "same" : flow < ddim ? "flow" : "ddim",
      lines: [
        ["flow matching, Euler, from the exact end", flow.toPrecision(4)],
        ["DDIM, from the exact end", ddim.toPrecision(4)],
        ["the two ends, from each other", apart.toExponential(0)],
        ["detour of flow matching's trajectories (1 is straight)", detours.flow.toFixed(2)],
        ["detour of DDIM's, in its own units", detours.ddim.toFixed(2)],
      ],
    };
  },

  /** The error that even a perfect velocity has, by time. */
  "velocity-loss": async ({ dataset }) => {
    const times = dataset.at!.split(",").map(Number);
    const losses = times.map(velocityLoss);
    return {
      right: losses.join(" "),
      lines: times.map((t, i): [string, string] => [`t = ${t}`, losses[i]!.toPrecision(3)]),
    };
  },

  /** From how many Euler steps on flow matching stays close to a picture made with far more care. */
  "enough-steps": async ({ dataset }) => {
    const request = { ...askedOf(dataset), record: false };
    const counts = [2, 4, 8, 10, 20, 28, 50];
    const careful = (await tinySd3.run({ ...request, ...carefully })).picture!;
    const distances: number[] = [];
    for (const steps of counts)
      distances.push(pictureDistance((await tinySd3.run({ ...request, steps })).picture!, careful));
    const enough = counts[distances.findLastIndex((distance) => distance > pictureClose) + 1];
    return {
      right: String(enough ?? "more"),
      lines: [
        ["run", runWords(request, "distance to Heun's picture with 100 steps, 200 network evaluations")],
        ...counts.map((steps, i): [string, string] => [`${steps} steps`, distances[i]!.toFixed(3)]),
      ],
    };
  },

  /** How a word's attention lies over the patches, by the head that points best. */
  "reads-word": async ({ dataset }) => {
    const [block, head] = [Number(dataset.block), Number(dataset.head)];
    const request = askedOf(dataset);
    const run = await tinySd3.run({ ...request, steps: 28 });
    const rows = wordRows(run, dataset.word!);
    const { row, reader } = rows.find((one) => one.reader === dataset.reader) ?? rows[0]!;
    const weights = run.imageReads(row, block, head);
    if (!weights) throw new Error("The run kept no attention.");
    const sum = weights.reduce((a, b) => a + b);
    return {
      right: [...weights].map((weight) => (weight / sum).toPrecision(4)).join(" "),
      lines: [
        ["run", runWords(request, `${run.steps.length} steps`)],
        ["word", `“${dataset.word}”, ${{ "": "", clip: "CLIP's ", t5: "T5's " }[reader]}row ${row + 1} of the text`],
        ["read in", `block ${block + 1}, head ${head + 1}, last of ${run.steps.length} steps`],
        ["strongest patch", percent(Math.max(...weights) / sum)],
      ],
    };
  },
};

export function workOut(name: string, form: HTMLFormElement): Promise<Worked> {
  const [work = "", argument = ""] = name.split(":");
  return works[work]?.(form, argument) ?? Promise.reject(new Error(`Nothing here works out “${name}”.`));
}
