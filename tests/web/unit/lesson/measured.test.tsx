// What was measured changes with every training run: the page's words must follow from the figures, whatever they are.

import { type FunctionComponent, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { beforeEach, describe, expect, it, vi } from "vitest";
import record from "../../../../web/assets/weights/measurements.json";

type Figures = { [name: string]: Figures | number | string | null };
type Record_ = { tasks: { [task: string]: { result: Figures } | undefined }; files: Figures };

const json = "../../../../web/assets/weights/measurements.json";
const rate = (value: number | null, se = 0.01, n = 100) => ({ value, se, n });

/** A block's words, made from the shipped measurements with some changed. */
async function words(name: string, change: (record: Record_) => void = () => {}): Promise<string> {
  const changed = structuredClone(record) as unknown as Record_;
  change(changed);
  vi.doMock(json, () => ({ default: changed }));
  const blocks = (await import("../../../../web/lesson/blocks/measured.js")) as Record<string, FunctionComponent>;
  return renderToString(h(blocks[name]!, {}, "Large."))
    .replace(/<[^>]+>/g, " ")
    .replace(/[\s\u00a0]+/g, " ");
}

const all = [
  "MeasuredAccuracy",
  "MeasuredCrane",
  "MeasuredEncoders",
  "MeasuredPointing",
  "MeasuredSharing",
  "MeasuredSteps",
];

describe("measured blocks", () => {
  beforeEach(() => {
    vi.resetModules();
    return () => vi.doUnmock(json);
  });

  it.each(all)("%s has words for the shipped figures", async (name) => {
    expect(await words(name)).not.toMatch(/undefined|NaN|Infinity|null|\[object/);
  });

  it.each(all)("%s says so where nothing was measured", async (name) => {
    const said = await words(name, (record) => {
      record.tasks = {};
    });
    expect(said).toContain("Not measured for the weights that this page ships.");
    expect(said).not.toMatch(/undefined|NaN|Infinity|null|±/);
  });

  it.each(all)("%s bears figures that could not be taken", async (name) => {
    const said = await words(name, (record) => {
      record.tasks = JSON.parse(JSON.stringify(record.tasks), (_, one) =>
        one && typeof one === "object" && "se" in one ? { value: null, se: null, n: 0 } : one,
      );
    });
    expect(said).not.toMatch(/undefined|NaN|Infinity|null/);
  });

  it.each([
    [0.5, "100 below ± one"],
    [0.945, "100 not told apart ± one"],
    [0.999, "100 above ± one"],
  ])("shared projections at %d are %s", async (value, verdict) => {
    const said = await words("MeasuredSharing", (record) => {
      record.tasks.main = { result: { sets: { "postcards seen": { all: rate(0.948) } } } };
      record.tasks.shared = { result: { sets: { "postcards seen": { all: rate(value) } } } };
    });
    expect(said).toContain(verdict);
    expect(said).toMatch(/saw [\d,]+ (and [\d,]+ )?samples in training/);
  });

  it("finds from how many steps on the sample tells no more, one lucky length apart", async () => {
    const said = await words("MeasuredSteps", (record) => {
      const result = Object.fromEntries(
        [2, 4, 8, 10, 20, 28, 50].map((steps, i) => [
          `flow euler ${steps}`,
          { all: rate([0.9, 0.5, 0.6, 0.91, 0.9, 0.9, 0.9][i]!), distance_to_100_steps: rate(0.1 / steps) },
        ]),
      );
      record.tasks.steps = { result };
    });
    expect(said).toContain(
      "From 10 steps on, this sample does not tell how often flow matching is right from its own 50.",
    );
  });

  it("sets no accuracy of the untuned baseline beside flow matching's", async () => {
    const said = await words("MeasuredSteps", (record) => {
      record.tasks.baseline = { result: { sets: { "postcards seen": { all: rate(0.2121, 0.02, 500) } } } };
      const steps = record.tasks.steps!.result;
      for (const key of Object.keys(steps))
        if (key.startsWith("ddpm")) (steps[key] as Figures).all = rate(0.2121, 0.02);
    });
    expect(said).toContain("untuned baseline, DDIM");
    expect(said).not.toContain("21.2");
  });

  it("shows readers as training dropped them, and no pooled vector without its tokens", async () => {
    const said = await words("MeasuredEncoders");
    expect(said).toContain("without the T5-like");
    expect(said).not.toContain("pooled");
  });
});
