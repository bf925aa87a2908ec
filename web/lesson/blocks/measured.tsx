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
  samplesTrained,
} from "../measurements.js";
import { typeset } from "../typeset.js";

/** A panel for measurements. `large`: how large models differ, or that it is not known. */
function Measured({
  title,
  large,
  children,
}: {
  title: string;
  large: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <aside class="panel measured">
      <p class="panel-title">Measured on the tiny SD3: {typeset(title)}</p>
      {children}
      <div class="large">
        <p class="large-title">Large models</p>
        {large}
      </div>
    </aside>
  );
}
const NotYet = () => <p>Not measured for the weights that this page ships.</p>;

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
          <p>
            A checker that has only ever seen drawn cranes, never a generated one, looked at what the model painted
            for “a crane”, with colours and times of day mixed in:
          </p>
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
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

/** What each encoder gives. */
export function MeasuredEncoders({ children }: Large) {
  const result = measured("ablation");
  const all = rate("ablation", "all three", "all");
  const without = rate("ablation", "without t5", "all");
  const pooled = rate("ablation", "tokens only (pooled zero)", "all");
  const attributes = ["setting", "time", "count", "subject", "colour", "all"];
  return (
    <Measured title="what each reader gives" large={children}>
      {result && all ? (
        <>
          <Numbers
            label="Encoder ablation"
            head={["given", "setting", "time", "count", "subject", "colour", "all right, %"]}
            rows={Object.keys(result).map((given) => [
              given,
              ...attributes.map((attribute) => percentCell(rate("ablation", given, attribute))),
            ])}
          />
          <p>
            {without && (
              <>Without the T5-like encoder the share of wholly right pictures is {against(without, all)}. </>
            )}
            {pooled && <>Without the pooled vector it is {against(pooled, all)}. </>}
            Each row: n = {all.n} captions, ± one standard error.
          </p>
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

/** Few steps, flow matching and the baseline. */
export function MeasuredSteps({ children }: Large) {
  const result = measured("steps");
  const counts = ["2", "4", "8", "10", "20", "28", "50"];
  const samplers = [
    ["flow euler", "flow matching, Euler"],
    ["ddpm ddim", "baseline, DDIM"],
    ["ddpm ancestral", "baseline, ancestral"],
  ].filter(([key]) => rate("steps", `${key} 50`, "all") || rate("steps", `${key} 28`, "all"));
  const sorry = immature("ddpm");
  return (
    <Measured title="few steps" large={children}>
      {result && samplers.length > 0 ? (
        <>
          <Numbers
            label="Pictures wholly right, by steps"
            head={["wholly right, %", ...counts.map((count) => `${count} steps`)]}
            rows={samplers.map(([key, name]) => [
              name!,
              ...counts.map((count) => percentCell(rate("steps", `${key} ${count}`, "all"))),
            ])}
          />
          <Numbers
            label="Distance to the 100-step picture, by steps"
            head={["distance to its own 100 steps", ...counts.map((count) => `${count}`)]}
            rows={samplers.map(([key, name]) => [
              name!,
              ...counts.map((count) => distanceCell(rate("steps", `${key} ${count}`, "distance_to_100_steps"))),
            ])}
          />
          <p>{stepsWords(counts)}</p>
        </>
      ) : (
        <NotYet />
      )}
      {sorry && <p>{sorry}</p>}
    </Measured>
  );
}
const distanceCell = (found: Rate | undefined) => (found ? found.value!.toFixed(3) : "–");

function stepsWords(counts: string[]): string {
  const full = rate("steps", "flow euler 50", "all");
  if (!full) return "";
  const enough = counts.find((count) => {
    const here = rate("steps", `flow euler ${count}`, "all");
    return here && compare(here, full) !== "below";
  });
  const ddim = rate("steps", "ddpm ddim 50", "all");
  const also = ddim ? ` At 50 steps the baseline is ${against(ddim, full)} of flow matching.` : "";
  return `Flow matching cannot be told from its own 50 steps (${percentWords(full)}) from ${enough} steps on.${also}`;
}

/** One set of projections for both modalities. */
export function MeasuredSharing({ children }: Large) {
  const set = "postcards seen";
  const [own, shared] = [rate("main", "sets", set, "all"), rate("shared", "sets", set, "all")];
  const sorry = immature("shared");
  return (
    <Measured title="one set of projections for both" large={children}>
      {own && shared && !sorry ? (
        <p>
          Separate projections: {percentWords(own)} of the pictures wholly right. One set for both:{" "}
          {percentWords(shared)}, {against(shared, own)}. Trained on {samples("flow")} and {samples("shared")}{" "}
          samples.
        </p>
      ) : (
        <p>{sorry ?? "Not measured for the weights that this page ships."}</p>
      )}
    </Measured>
  );
}
const samples = (kind: "flow" | "shared" | "ddpm") => new Intl.NumberFormat("en").format(samplesTrained(kind) ?? 0);

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
            In scenes of two things: how often is the patch that reads a word most (or that the word reads most)
            inside the thing it names? By chance {percentWords(chance).replace(/ \(.*/, "")}. The best head was chosen
            on other scenes.
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
          head={["captions", "setting", "colour", "subject", "all right, %", "n"]}
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
        The denoiser saw {samples("flow")} pictures in training; all weights of this page together are{" "}
        {(bytesOfWeights / 1e6).toFixed(1)} MB.
      </p>
    </Measured>
  );
}

/** “62.0 ± 3.1 % (n = 200), below it” */
function against(a: Rate, b: Rate): string {
  const words = { above: "above", below: "below", alike: "not told apart by this sample from" } as const;
  return `${percentWords(a)}, ${words[compare(a, b)]} the ${(100 * b.value!).toFixed(1)} %`;
}

function Numbers({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  return (
    <section class="scroll" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((text, i) =>
                i === 0 ? (
                  <th key={text} scope="row">
                    {text}
                  </th>
                ) : (
                  <td key={i}>{text}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
