// What was measured changes with every training run: the page's words must follow from the figures, whatever they are.

import { type FunctionComponent, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { beforeEach, describe, expect, it, vi } from "vitest";
import record from "../../../../web/assets/weights/measurements.json";

type Figures = { [name: string]: Figures | number | string | null };
type Record_ = { tasks: { [task: string]: { result: Figures } | undefined }; files: Figures; experiment?: Figures };

const json = "../../../../web/assets/weights/measurements.json";
const rate = (value: number | null, se = 0.01, n = 100) => ({ value, se, n });
const overSeeds = (one: ReturnType<typeof rate>, scatter = 0.012) => ({ ...one, between_seeds_se: scatter });

/** A block's words, made from the shipped measurements with some changed. */
async function words(name: string, change: (record: Record_) => void = () => {}): Promise<string> {
  const changed = structuredClone(record) as unknown as Record_;
  change(changed);
  vi.doMock(json, () => ({ default: changed }));
  const blocks = {
    ...(await import("../../../../web/lesson/blocks/measured.js")),
    ...(await import("../../../../web/lesson/blocks/measured-arms.js")),
  } as unknown as Record<string, FunctionComponent>;
  return renderToString(h(blocks[name]!, {}, "Large."))
    .replace(/<[^>]+>/g, " ")
    .replace(/[\s\u00a0]+/g, " ");
}

/** An arm as report.py sums it up. */
const arm = (converged: number, minus?: number, scatter = 0.012): Figures => ({
  blocks: 4 as unknown as Figures,
  weights: 2_305_296,
  flops_of_one_evaluation: 3.2e8,
  samples: 120_000,
  seeds: [0, 1] as unknown as Figures,
  guidance: 2,
  learning_rate_scale: 0.5,
  converged: overSeeds(rate(converged, 0.01, 400)),
  ...(minus === undefined ? {} : { minus_flow: overSeeds(rate(minus, 0.01, 400), scatter) }),
  error: { "-4": rate(0.5), "0": rate(0.1), "4": null },
  sampler_error: { "8": rate(0.2), "28": rate(0.05) },
});

const ofTasks = ["MeasuredAccuracy", "MeasuredCrane", "MeasuredEncoders", "MeasuredPointing"];
const ofArms = ["MeasuredArms", "MeasuredSharing", "MeasuredSteps"];
const all = [...ofTasks, ...ofArms];

describe("measured blocks", () => {
  beforeEach(() => {
    vi.resetModules();
    return () => vi.doUnmock(json);
  });

  it.each(all)("%s has words for the shipped figures", async (name) => {
    expect(await words(name)).not.toMatch(/undefined|NaN|Infinity|null|\[object/);
  });

  it.each(ofTasks)("%s says so where nothing was measured", async (name) => {
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

  it.each(ofArms)("%s says that the arms are not measured where they are not", async (name) => {
    const said = await words(name, (record) => {
      delete record.experiment;
      delete record.tasks.swap;
    });
    expect(said).toMatch(/not measured yet/);
    expect(said).not.toMatch(/undefined|NaN|Infinity|null|±/);
  });

  it.each([
    [-0.2, 0.012, "Below flow: flow matching, cross-attention."],
    [0.2, 0.012, "Above flow: flow matching, cross-attention."],
    [0.005, 0.012, "Not told apart from flow: flow matching, cross-attention."],
    [0.2, 0.15, "Not told apart from flow: flow matching, cross-attention."], // seeds scatter more than prompts
  ])("an arm %d from flow, ± %d over seeds: %s", async (gap, scatter, verdict) => {
    const said = await words("MeasuredArms", (record) => {
      record.experiment = { flow: arm(0.8), flow_cross: arm(0.8 + gap, gap, scatter) };
      delete record.tasks.swap;
    });
    expect(said).toContain(verdict);
    expect(said).toContain("2,305,296");
    expect(said).toContain("× 0.5");
    expect(said).toContain("Not measured yet: noise prediction, joint attention");
    expect(said).toContain("swap of samplers on one network is not measured yet");
    expect(said).not.toMatch(/undefined|NaN|Infinity|null/);
  });

  it.each([
    [-0.4, 0.12, "the objective with its noise levels counts for more than how text gets in"],
    [-0.1, 0.3, "how text gets in counts for more than the objective with its noise levels"],
    [-0.4, 0.38, undefined],
  ])("of gaps of %d and %d it says which is larger, or nothing", async (objective, entry, verdict) => {
    const said = await words("MeasuredArms", (record) => {
      record.experiment = { flow: arm(0.6), noise: arm(0.2, objective), flow_cross: arm(0.7, entry) };
    });
    if (verdict) expect(said).toContain(verdict);
    else expect(said).not.toContain("counts for more");
  });

  it.each([
    [0.5, "below a set each"],
    [0.805, "not told apart from a set each"],
    [0.95, "above a set each"],
  ])("one set of weights at %d is %s", async (value, verdict) => {
    const said = await words("MeasuredSharing", (record) => {
      record.experiment = { flow: arm(0.8), flow_shared: arm(value) };
    });
    expect(said).toContain(verdict);
  });

  it("prints the swap test and the distances by steps where they are", async () => {
    const change = (record: Record_) => {
      const swap = { "Euler, 8 steps": rate(0.7), "DDIM, same levels, 8 steps: distance": rate(0.001, 0.0002) };
      record.experiment = { flow: { ...arm(0.8), swap } };
      delete record.tasks.swap;
    };
    expect(await words("MeasuredArms", change)).toContain("DDIM, same levels, 8 steps: distance 0.001");
    const steps = await words("MeasuredSteps", change);
    expect(steps).toContain("(± at most 0.010), after");
    expect(steps).toContain("0.050");
    expect(steps).toContain("n = 100 latents, n = 0 pictures");
  });

  it("prints the swap of the shipped weights before an arm's", async () => {
    const shipped = (record: Record_) => {
      record.tasks.swap = { result: { "Euler, 28 steps": rate(0.93, 0.03, 60) } };
    };
    expect(await words("MeasuredArms", shipped)).toContain("Euler, 28 steps 93.0 ± 3.0"); // the shipped weights before the arm's
  });

  it("prints the crane's cuts and the probe where they are", async () => {
    const said = await words("MeasuredCrane", (record) => {
      const cut = { right: rate(0.25, 0.05, 40), swapped: rate(0, 0.02, 40) };
      record.tasks.cuts = { result: { "text reads image cut": { bird: cut, machine: cut } } };
      record.tasks.probe = { result: { clip: { "14": [rate(0.5), rate(0.75)] as unknown as Figures } } };
    });
    expect(said).toContain("text reads image cut 25.0 ± 5.0 25.0 ± 5.0 40");
    expect(said).toContain("CLIP’s row, step 15 of 28 50.0 ± 1.0 75.0 ± 1.0");
  });

  it.each([
    [0.95, "the cranes are not told apart from the whole model’s. The words settle it among themselves"],
    [0.5, "Without the picture, fewer cranes are right."],
  ])("concludes from the cuts what they show: %d right without the picture", async (value, conclusion) => {
    const said = await words("MeasuredCrane", (record) => {
      const right = (share: number) => {
        const figures = { right: rate(share, 0.03, 40), swapped: rate(0, 0.02, 40) };
        return { bird: figures, machine: figures };
      };
      const result = {
        "as it is": right(0.97),
        "text reads image cut": right(value),
        "context hidden from the word's readers": right(0.98),
      };
      record.tasks.cuts = { result };
      const settled = { "14": [rate(0.5), rate(1)] as unknown as Figures };
      record.tasks.probe = { result: { clip: settled, t5: settled } };
    });
    expect(said).toContain(conclusion);
    expect(said.includes("first block")).toBe(value > 0.9);
    expect(said).not.toContain("text cut off from text");
  });

  it("tells the readers' rows apart in pointing", async () => {
    const said = await words("MeasuredPointing", (record) => {
      const head = {
        block: 2,
        head: 1,
        on_choosing_scenes: rate(0.9),
        on_other_scenes: rate(0.88),
        mean_of_all_heads: rate(0.3),
      };
      record.tasks.pointing = {
        result: {
          chance: rate(0.14),
          "image reads text, clip": head,
          "image reads text, t5": { ...head, head: 3 },
        } as unknown as Figures,
      };
    });
    expect(said).toContain("image reads text, the word's CLIP row");
    expect(said).toContain("block 3, head 4");
  });

  it("shows readers as training dropped them, and no pooled vector without its tokens", async () => {
    const of = (value: number): Figures => ({ setting: rate(value), all: rate(value) }) as unknown as Figures;
    const paired = {
      setting: { ...rate(0.6), minus_all: rate(-0.01) },
      all: { ...rate(0.6), minus_all: rate(-0.3) },
    };
    const said = await words("MeasuredEncoders", (record) => {
      const result = {
        "all three": of(0.9),
        "without t5": paired as unknown as Figures,
        "no pooled vector": of(0.1),
      };
      record.tasks.ablation = { result: result as unknown as Figures };
    });
    expect(said).toContain("without the T5-like");
    expect(said).toContain("60.0 ± 1.0 % (n = 100), below the 90.0 %");
    // One mark: two errors of the paired difference tell the whole picture apart, and not the setting.
    expect(said.match(/60\.0 ± 1\.0(?! %)/g)).toHaveLength(2);
    expect(said.match(/ ↓/g)).toHaveLength(2); // and the sentence that says what it means
    expect(said).not.toContain("pooled");
  });
});
