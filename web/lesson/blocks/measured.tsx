// What was measured on the tiny SD3, with its uncertainty, and how far it reaches. Each block says so where its
// figures have not been measured, and compares before it claims.

import type { ComponentChildren } from "preact";
import {
  bytesOfWeights,
  type Comparison,
  compare,
  measured,
  percentCell,
  percentWords,
  pointing,
  type Rate,
  rate,
  samplesWords,
} from "../measurements.js";
import { against, Measured, NotYet, Numbers, samples } from "./measured-panel.js";

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
      <Settled />
    </Measured>
  );
}

/** Where the word is settled: the same test with parts of the attention cut and with the word's context hidden, and a probe. */
function Settled() {
  const conditions = Object.keys(measured("cuts") ?? {});
  const probe = (measured("probe") ?? {}) as unknown as Record<string, Record<string, Rate[]>>;
  const probed = Object.keys(probe);
  const first = (reader: string) => probe[reader]!["14"]!;
  return (
    <>
      {conditions.length > 0 && (
        <Numbers
          label="The crane test with parts cut"
          head={["the same captions and noises", "bird right, %", "machine right, %", "n"]}
          rows={conditions.map((name) => [
            name,
            percentCell(rate("cuts", name, "bird", "right")),
            percentCell(rate("cuts", name, "machine", "right")),
            String(rate("cuts", name, "bird", "right")?.n ?? 0),
          ])}
        />
      )}
      {probed.length > 0 && (
        <Numbers
          label="Bird or machine, told from the word's row"
          head={[
            "a linear probe of the word's row tells them apart, %",
            ...first(probed[0]!).map((_, i) => (i ? `after block ${i}` : "before")),
          ]}
          rows={probed.map((reader) => [readerRows[reader]!, ...first(reader).map(percentCell)])}
        />
      )}
      {conditions.length > 0 && <p>{settledWords()}</p>}
    </>
  );
}

/** Whether the word is drawn as before under a condition of the cuts, both cranes together. */
function drawn(condition: string): Comparison | undefined {
  const found = (["bird", "machine"] as const).map((kind) => {
    const [there, whole] = [rate("cuts", condition, kind, "right"), rate("cuts", "as it is", kind, "right")];
    return there && whole && compare(there, whole);
  });
  if (found.includes(undefined)) return undefined;
  return found.includes("below") ? "below" : found.includes("above") ? "above" : "alike";
}

/** What follows from the tables, and no more. */
function settledWords(): string {
  const hidden = {
    "the picture": drawn("text reads image cut"),
    "the readers’ context": drawn("context hidden from the word's readers"),
  };
  const needed = Object.entries(hidden).filter(([, found]) => found === "below");
  const words = needed.length
    ? `Without ${needed.map(([what]) => what).join(" or without ")}, fewer cranes are right.`
    : "With the picture hidden from the words, or the word’s neighbours from its readers, the cranes are not told apart from the whole model’s.";
  const cut =
    drawn("text reads text cut, too") === "below"
      ? " With text cut off from text, too, they are lost, but training never saw such a cut."
      : "";
  const after = ["clip", "t5"].map((reader) => rate("probe", reader, "14", "1")?.value ?? 0);
  const early = after.every((value) => value > 0.95)
    ? " The words settle it among themselves, in the first block."
    : "";
  return words + cut + (needed.length ? "" : early);
}
const readerRows: Record<string, string> = { clip: "CLIP’s row, step 15 of 28", t5: "T5’s row, step 15 of 28" };

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
              ...attributes.map(
                (attribute) => percentCell(rate("ablation", given, attribute)) + lost(given, attribute),
              ),
            ])}
          />
          <p>
            {without && (
              <>Without the T5-like encoder the share of wholly right pictures is {against(without, all)}. </>
            )}
            Each figure: {samplesWords(figures)} captions, ± one standard error, one training run; ↓ below all three
            by two errors of the difference, caption by caption.
          </p>
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

/** A mark where fewer are right than with all three readers, pair by pair. */
function lost(given: string, attribute: string) {
  const less = rate("ablation", given, attribute, "minus_all");
  return less && less.value! < -2 * less.se! ? "\u00a0↓" : "";
}

const readers: Record<string, string> = {
  clip_l: "the small CLIP-like",
  clip_g: "the larger CLIP-like",
  t5: "the T5-like",
};

/** Does a word's attention land on what it names? */
export function MeasuredPointing({ children }: Large) {
  const chance = rate("pointing", "chance");
  const known = (["image reads text", "text reads image"] as const).flatMap((name) =>
    pointing(name).map((figures) => ({ name: `${name}${rowNames[figures.reader]}`, ...figures })),
  );
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
            rows={known.map(({ name, block, head, on_other_scenes: best, mean_of_all_heads: mean }) => [
              name,
              `block ${block + 1}, head ${head + 1}`,
              percentCell(best),
              percentCell(mean),
              String(best.n),
            ])}
          />
        </>
      ) : (
        <NotYet />
      )}
    </Measured>
  );
}

/** A word has a row of each reader. */
const rowNames = { "": "", clip: ", the word's CLIP row", t5: ", its T5 row" };

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
