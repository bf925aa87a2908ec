// What works answers out in the page, by the name that a prediction's `live` gives: the catalogue's numbers from the
// widgets' module, and runs of the tiny SD3. Loaded when the first prediction that needs it is committed.

import { pictureDistance } from "../../../element/model/run.js";
import type { Worked } from "../predict/prediction.js";
import { evenShares, quadrantNames, quadrantShares, wordPosition } from "./attention.js";
import { numbersOf, tinySd3 } from "./sources.js";

/** `argument`: what stands behind a colon in the name. */
type Work = (form: HTMLFormElement, argument: string) => Promise<Worked>;

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0, useGrouping: "min2" });
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** The prompt and seed that a prediction is about, and how they are named in its working. */
const askedOf = ({ prompt = "a red house in the snow", seed = "1" }: DOMStringMap) => ({
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

  /** How many more weights joint attention has than self- plus cross-attention, in the lesson's own case. */
  "joint-cost": async () => {
    const rows = await numbersOf("encoder-shapes", { model: "lesson-333" });
    // section, step, name, shape, count: of rows of one name, the one that has no shape counts tokens or weights
    const of = (name: string) => Number(rows.find((row) => row[2] === name && row[3] === "" && row[4])?.[4]);
    const [text, image, joint] = [of("text tokens"), of("image tokens"), of("weights per head")];
    const apart = image * image + image * text;
    return {
      right: String(100 * (joint / apart - 1)),
      lines: [
        ["self-attention", `${image} · ${image} = ${grouped.format(image * image)}`],
        ["cross-attention", `${image} · ${text} = ${grouped.format(image * text)}`],
        ["joint attention", `${image + text} · ${image + text} = ${grouped.format(joint)}`],
        ["joint against both", `${grouped.format(joint)} / ${grouped.format(apart)} = ${(joint / apart).toFixed(4)}`],
      ],
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

  /** Which quadrant of a live run's joint attention holds the most weight. */
  "largest-quadrant": async ({ dataset }) => {
    const request = askedOf(dataset);
    const run = await tinySd3.run(request);
    const shares = quadrantShares(run);
    const even = evenShares(run);
    const largest = shares.indexOf(Math.max(...shares));
    return {
      right: quadrantNames[largest]!,
      lines: [
        ["run", runWords(request, `${run.steps.length} steps, all blocks and heads`)],
        ...quadrantNames.map((name, i): [string, string] => [
          name,
          `${percent(shares[i]!)}, ${(shares[i]! / even[i]!).toFixed(2)} times its even share of ${percent(even[i]!)}`,
        ]),
      ],
    };
  },

  /** From how many steps on flow matching stays close to its own longest run. */
  "enough-steps": async ({ dataset }) => {
    const request = { ...askedOf(dataset), record: false };
    const runs = [];
    for (const steps of [2, 4, 8, 10, 20, 28, 50])
      runs.push({ steps, run: await tinySd3.run({ ...request, steps }) });
    const longest = runs.at(-1)!.run.picture!;
    const distances = runs.map(({ run }) => pictureDistance(run.picture!, longest));
    const enough = runs[distances.findLastIndex((distance) => distance > 0.03) + 1]!;
    return {
      right: String(enough.steps),
      lines: [
        ["run", runWords(request, "distance to its own picture at 50 steps")],
        ...runs.slice(0, -1).map(({ steps }, i): [string, string] => [`${steps} steps`, distances[i]!.toFixed(3)]),
      ],
    };
  },

  /** How a word's attention lies over the patches, by the head that points best. */
  "reads-word": async ({ dataset }) => {
    const [block, head] = [Number(dataset.block), Number(dataset.head)];
    const request = askedOf(dataset);
    const run = await tinySd3.run({ ...request, steps: 28 });
    const at = wordPosition(run, dataset.word!);
    const weights = run.imageReads(at, block, head);
    if (!weights) throw new Error("The run kept no attention.");
    const sum = weights.reduce((a, b) => a + b);
    return {
      right: [...weights].map((weight) => (weight / sum).toPrecision(4)).join(" "),
      lines: [
        ["run", runWords(request, `${run.steps.length} steps`)],
        ["word", `“${dataset.word}”, token ${at}`],
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
