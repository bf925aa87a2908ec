// What was measured on the tiny SD3, with its uncertainty, and how far it reaches. Each block says so where its
// figures have not been measured, and compares before it claims.

import type { ComponentChildren } from "preact";
import {
  bytesOfWeights,
  compare,
  immature,
  measured,
  percentCell,
  percentWords,
  type Rate,
  rate,
  samplesWords,
} from "../measurements.js";
import { against, Measured, NotYet, Numbers, samples, seen } from "./measured-panel.js";

/** The captions on which models are compared. */
const seenSet = "postcards seen";

interface Large {
  children: ComponentChildren;
}

/** One word, two pictures. */
export function MeasuredCrane({ children }: Large) {
  const rows = [
    ["bird", "near a river or lake"],
    ["machine", "near a building"],
  ] as const;
  const found = rows.map(([kind]) => ({
    right: rate("crane", kind, "right"),
    swapped: rate("crane", kind, "swapped"),
  }));
  return (
    <Measured title="the crane" large={children}>
      {found.every(({ right, swapped }) => right && swapped) ? (
        <>
          <p>A checker that never saw a generated crane looked at what was painted for “a crane”:</p>
          <Numbers
            label="The crane test"
            head={["the caption says", "the crane it means, %", "the other crane, %", "n"]}
            rows={rows.map(([kind, where], i) => [
              `${where} (the ${kind})`,
              percentCell(found[i]!.right),
              percentCell(found[i]!.swapped),
              String(found[i]!.right!.n),
            ])}
          />
          <p>± one standard error.</p>
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

/** What each encoder gives: readers as training dropped them; it never took the pooled vector from tokens. */
export function MeasuredEncoders({ children }: Large) {
  const result = measured("ablation");
  const all = rate("ablation", "all three", "all");
  const without = rate("ablation", "without t5", "all");
  const trained = Object.keys(result ?? {}).filter((given) => !given.includes("pooled"));
  const attributes = ["setting", "time", "count", "subject", "colour", "all"];
  const figures = trained.flatMap((given) => attributes.map((attribute) => rate("ablation", given, attribute)));
  return (
    <Measured title="what each reader gives" large={children}>
      {result && all ? (
        <>
          <Numbers
            label="Encoder ablation"
            head={["right, %", "setting", "time", "count", "subject", "colour", "all of it"]}
            rows={trained.map((given) => [
              given.replace(/clip_l|clip_g|t5/g, (name) => readers[name]!),
              ...attributes.map((attribute) => percentCell(rate("ablation", given, attribute))),
            ])}
          />
          <p>
            {without && (
              <>Without the T5-like encoder the share of wholly right pictures is {against(without, all)}. </>
            )}
            Each figure: {samplesWords(figures)} captions, ± one standard error, one training run, not compared pair
            by pair.
          </p>
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

const readers: Record<string, string> = {
  clip_l: "the small CLIP-like",
  clip_g: "the larger CLIP-like",
  t5: "the T5-like",
};

/** Few steps: how near each model comes to its own picture. How often the pictures are right is not compared: the
 *  baseline differs in conditioning, target, schedule, size, data and tuning at once. */
export function MeasuredSteps({ children }: Large) {
  const result = measured("steps");
  const counts = ["2", "4", "8", "10", "20", "28", "50"];
  const distance = (key: string, count: string) => rate("steps", `${key} ${count}`, "distance_to_100_steps");
  const samplers = [
    ["flow euler", "flow matching, Euler"],
    ["ddpm ddim", "untuned baseline, DDIM"],
  ].filter(([key]) => distance(key!, "50") || distance(key!, "28"));
  const sorry = immature("ddpm");
  return (
    <Measured title="few steps" large={children}>
      {result && samplers.length > 0 ? (
        <>
          <Numbers
            label="Distance to the 100-step picture, by steps"
            head={["distance to its own 100 steps, after", ...counts]}
            rows={samplers.map(([key, name]) => [
              name!,
              ...counts.map((count) => distanceCell(distance(key!, count))),
            ])}
          />
          <p>
            ± one standard error;{" "}
            {samplesWords(samplers.flatMap(([key]) => counts.map((count) => distance(key!, count))))} pictures.{" "}
            {stepsWords(counts)} The baseline differs in conditioning, target, schedule, size, data and tuning at
            once, so how often it is right is not compared.
          </p>
        </>
      ) : (
        <NotYet />
      )}
      {sorry && <p>{sorry}</p>}
    </Measured>
  );
}
const distanceCell = (found: Rate | undefined) =>
  found ? `${found.value!.toFixed(3)} ±\u00a0${found.se!.toFixed(3)}` : "–";

/** From how many steps on this sample no longer tells flow matching's pictures from those of its own 50. */
function stepsWords(counts: string[]): string {
  const full = rate("steps", "flow euler 50", "all");
  if (!full) return "";
  const worse = counts.findLastIndex((count) => {
    const here = rate("steps", `flow euler ${count}`, "all");
    return here && compare(here, full) === "below";
  });
  return `From ${counts[worse + 1]} steps on, this sample does not tell how often flow matching is right from its own 50.`;
}

/** One set of projections for both modalities. */
export function MeasuredSharing({ children }: Large) {
  const sets = [seenSet, "postcards held out", "shapes, one or two, seen", "shapes, two, held out"];
  const found = sets.flatMap((set) => {
    const [own, shared] = [rate("main", "sets", set, "all"), rate("shared", "sets", set, "all")];
    return own && shared ? [{ set, own, shared }] : [];
  });
  const sorry = immature("shared");
  return (
    <Measured title="one set of projections for both" large={children}>
      {found.length > 0 && !sorry ? (
        <>
          <Numbers
            label="Separate and shared projections"
            head={["wholly right, %", "separate", "n", "one set for both", "n", "one set is"]}
            rows={found.map(({ set, own, shared }) => [
              set,
              percentCell(own),
              String(own.n),
              percentCell(shared),
              String(shared.n),
              { above: "above", below: "below", alike: "not told apart" }[compare(shared, own)],
            ])}
          />
          <p>± one standard error, of one training run each. {seen("shared")}</p>
        </>
      ) : (
        <p>{sorry ?? "Not measured for the weights that this page ships."}</p>
      )}
    </Measured>
  );
}

/** Does a word's attention land on what it names? */
export function MeasuredPointing({ children }: Large) {
  const chance = rate("pointing", "chance");
  const directions = (["image reads text", "text reads image"] as const).map((name) => ({
    name,
    best: rate("pointing", name, "on_other_scenes"),
    mean: rate("pointing", name, "mean_of_all_heads"),
    place: measured("pointing")?.[name] as { block: number; head: number } | undefined,
  }));
  const known = directions.filter(({ best, mean, place }) => best && mean && place);
  return (
    <Measured title="attention that points" large={children}>
      {chance && known.length > 0 ? (
        <>
          <p>
            How often is the patch that reads a word most (or that the word reads most) inside the thing it names? By
            chance, {(100 * chance.value!).toFixed(1)}&nbsp;% of the time. The best head was chosen on other scenes; ±
            one standard error.
          </p>
          <Numbers
            label="Pointing"
            head={["direction", "best head", "points, %", "mean of all heads, %", "words"]}
            rows={known.map(({ name, best, mean, place }) => [
              name,
              `block ${place!.block + 1}, head ${place!.head + 1}`,
              percentCell(best),
              percentCell(mean),
              String(best!.n),
            ])}
          />
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

/** How often the model paints what was asked. */
export function MeasuredAccuracy({ children }: Large) {
  const sets = ["postcards seen", "postcards held out", "shapes, one or two, seen", "shapes, two, held out"];
  const found = sets.filter((set) => rate("main", "sets", set, "all"));
  const eight = rate("int8", "int8", "all");
  return (
    <Measured title="does it paint what it was asked?" large={children}>
      {found.length > 0 ? (
        <Numbers
          label="Accuracy"
          head={["right, %", "setting", "colour", "subject", "all of it", "n"]}
          rows={found.map((set) => [
            set,
            ...["setting", "colour", "subject", "all"].map((attribute) =>
              percentCell(rate("main", "sets", set, attribute)),
            ),
            String(rate("main", "sets", set, "all")!.n),
          ])}
        />
      ) : eight ? (
        <p>
          In a small sample, {percentWords(eight)} of the pictures were right in every respect that the checker knows.
        </p>
      ) : (
        <NotYet />
      )}
      <p>
        {found.length > 0 &&
          "± one standard error. Held out are combinations that training never showed; the rows differ in the kind of scene, too. "}
        The denoiser saw {samples("flow")} pictures in training; all weights of this page together are{" "}
        {(bytesOfWeights / 1e6).toFixed(1)} MB.
      </p>
    </Measured>
  );
}
