// Lab 1: take the pipeline apart. What the encoders give, where the parameters sit, and which tensors of a block
// belong to which modality, all from the model that has just run.

import { make } from "../../../dom/make.js";
import { scrolling, table } from "../dom.js";
import { tinySd3 } from "../live/sources.js";
import { path, svg } from "../svg.js";
import type { Experiment, LabResult } from "./bench.js";

type Counts = Record<string, number>;
const grouped = new Intl.NumberFormat("en");
const readers: Record<string, string> = { clip_l: "clip_l", clip_g: "clip_g", t5: "t5" };

export async function run({ prompt, seed, dataset, signal, progress }: Experiment): Promise<LabResult> {
  progress(0, "Fetching the weights …");
  const loading = (share: number) => progress(0.8 * share, "Fetching the weights …");
  const made = await tinySd3.run({ prompt, seed, steps: 1, record: false }, { signal, loading });
  const tiny: Counts = JSON.parse(dataset.tiny!);
  const large: Counts = JSON.parse(dataset.large!);
  const rows = [["part", "puts out", "tiny SD3, parameters", "share", "SD3 Medium, parameters", "share"]];
  for (const name of ["clip_l", "clip_g", "t5", "transformer", "vae"]) {
    const stage = made.stages.find((one) => one.id === readers[name]);
    rows.push([
      words[name]!,
      shapeOf(stage?.shape ?? outputs(made, name)),
      ...columns(tiny, name),
      ...columns(large, name),
    ]);
  }
  const unknown = made.start!.unknown_words;
  return {
    words:
      `Text encoders hold ${share(tiny, readersOf(tiny))} of the tiny SD3 and ${share(large, readersOf(large))} of SD3 Medium.` +
      (unknown.length > 0 ? ` Not in the small vocabulary: ${unknown.join(", ")}.` : ""),
    caption: "Where the parameters sit: the tiny SD3, counted from its weights file, beside SD3 Medium as published.",
    figure: bars([
      ["tiny SD3", tiny],
      ["SD3 Medium", large],
    ]),
    more: finder(),
    rows,
  };
}

const words: Record<string, string> = {
  clip_l: "CLIP-L, or like it",
  clip_g: "bigG, or like it",
  t5: "T5, or like it",
  transformer: "MMDiT",
  vae: "VAE",
};

const outputs = (made: Awaited<ReturnType<typeof tinySd3.run>>, name: string) =>
  made.stages.find((stage) => stage.number === (name === "vae" ? 13 : 10))?.shape ?? [];
const shapeOf = (shape: number[]) => `[${shape.join(", ")}]`;
const all = (counts: Counts) => Object.values(counts).reduce((a, b) => a + b, 0);
const readersOf = (counts: Counts) => counts.clip_l! + counts.clip_g! + counts.t5!;
const share = (counts: Counts, part: number) => `${((100 * part) / all(counts)).toFixed(0)} %`;
const columns = (counts: Counts, name: string) => [grouped.format(counts[name]!), share(counts, counts[name]!)];

/** One bar a model, cut where its parts end. */
function bars(models: [string, Counts][]): SVGElement {
  const width = 640;
  const label = models
    .map(([name, counts]) => `${name}: text encoders ${share(counts, readersOf(counts))}`)
    .join("; ");
  const figure = svg("svg", {
    viewBox: `0 0 ${width} ${models.length * 74 + 6}`,
    role: "img",
    "aria-label": label,
    class: "lab-figure",
  });
  for (const [i, [name, counts]] of models.entries()) {
    const y = i * 74 + 22;
    let x = 0;
    figure.append(
      svg(
        "text",
        { x: 0, y: y - 7, "font-size": 14, "font-weight": 600 },
        `${name}: ${grouped.format(all(counts))} parameters`,
      ),
    );
    for (const part of ["clip_l", "clip_g", "t5", "transformer", "vae"]) {
      const size = (counts[part]! / all(counts)) * width;
      const tone = part === "transformer" ? "tone-image" : part === "vae" ? "tone-other" : "tone-text";
      figure.append(svg("rect", { x, y, width: size, height: 26, class: tone }));
      figure.append(
        svg("path", {
          d: path([
            [x, y],
            [x, y + 26],
          ]),
          class: "cut",
        }),
      );
      if (size > 60)
        figure.append(
          svg("text", { x: x + size / 2, y: y + 43, "font-size": 12.5, "text-anchor": "middle" }, shortNames[part]!),
        );
      x += size;
    }
  }
  return figure;
}
const shortNames: Record<string, string> = {
  clip_l: "CLIP-L",
  clip_g: "bigG",
  t5: "T5",
  transformer: "MMDiT",
  vae: "VAE",
};

/** The names of all tensors, to be searched. */
function finder(): HTMLElement {
  const input = make("input", {
    type: "search",
    value: "blocks.0",
  });
  const found = make("div");
  const count = make("p", { role: "status", class: "finder-count" });
  const search = () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = tinySd3.tensors.filter(
      ({ name }) => !name.endsWith(".scale") && wanted.every((word) => name.includes(word)),
    );
    count.textContent = `${hits.length} tensors`;
    const rows = hits
      .slice(0, 40)
      .map(({ name, shape }) => [name, shapeOf(shape), grouped.format(shape.reduce((a, b) => a * b, 1))]);
    found.replaceChildren(
      scrolling("Tensors found", table("Tensors of the weights file", ["name", "shape", "numbers"], rows)),
    );
  };
  input.addEventListener("input", search);
  search();
  const label = make(
    "label",
    { class: "finder" },
    make("span", {}, "Search the weights file: words that a tensor’s name must contain"),
    input,
  );
  return make("div", {}, label, count, found);
}
