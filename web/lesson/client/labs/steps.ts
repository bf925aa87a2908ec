// Lab 3: one noise, one prompt and one network at 2 to 50 steps, asked by flow matching's sampler and by diffusion's. Each
// picture is held against a careful one by the same way: that is the sampler's error, and no one's taste.

import type { Picture, RunRequest } from "../../../element/model/run.js";
import { pictureDistance } from "../../../element/model/run.js";
import { pictureClose } from "../close.js";
import { carefully, tinySd3 } from "../live/sources.js";
import { dataUrl } from "../pictures.js";
import { path, svg } from "../svg.js";
import type { Experiment, LabResult } from "./bench.js";

type Way = Pick<RunRequest, "sampler" | "levels"> & { steps: number };
const counts = [2, 4, 8, 10, 20, 28, 50];
/** DDIM on Stable Diffusion's noise levels, by the velocity network. */
const swapped = { sampler: "ddim", levels: "scaled_linear" } as const;
/** `careful`: the way to the picture that the others are held against; DDIM knows no second order. */
const ways: { id: WayId; name: string; way: Omit<Way, "steps">; careful: Way; words: string }[] = [
  { id: "flow", name: "Euler, its own levels", way: {}, careful: carefully, words: "Heun with 100 steps" },
  {
    id: "swap",
    name: "DDIM, Stable Diffusion’s levels",
    way: swapped,
    careful: { ...swapped, steps: 100 },
    words: "DDIM with 100 steps",
  },
];
type WayId = "flow" | "swap";

interface Row {
  id: WayId;
  name: string;
  /** By number of steps. */
  pictures: Picture[];
  careful: Picture;
  /** To the careful picture. */
  distances: number[];
}

export async function run(experiment: Experiment): Promise<LabResult> {
  const { prompt, seed } = experiment;
  const all = ways.reduce((sum, { careful }) => sum + careful.steps, counts.reduce((a, b) => a + b) * ways.length);
  let before = 0;
  const rows: Row[] = [];
  for (const { id, name, way, careful } of ways) {
    const next = async (way: Way) => {
      const picture = await paint(experiment, name, way, before / all, way.steps / all);
      before += way.steps;
      return picture;
    };
    const pictures: Picture[] = [];
    for (const steps of counts) pictures.push(await next({ ...way, steps }));
    const reference = await next(careful);
    rows.push({
      id,
      name,
      pictures,
      careful: reference,
      distances: pictures.map((one) => pictureDistance(one, reference)),
    });
  }
  return {
    words: finding(rows),
    caption: `“${prompt}”, seed ${seed}, the same noise and the same network for all. Below each picture: its distance (root mean square) to a careful picture by the same sampler and levels, at the end of its row: ${ways.map(({ words }) => words).join("; ")}.`,
    figure: sheet(rows),
    rows: [
      ["way", "steps", "distance to its careful picture"],
      ...rows.flatMap(({ name, distances }) => counts.map((steps, i) => [name, steps, distances[i]!.toFixed(4)])),
    ],
  };
}

async function paint(experiment: Experiment, name: string, way: Way, from: number, part: number): Promise<Picture> {
  const { prompt, seed, signal, progress } = experiment;
  const { steps } = way;
  const what = `${name}, ${steps} steps …`;
  progress(from, what);
  const made = await tinySd3.run(
    { prompt, seed, ...way, record: false },
    { signal, progress: (run) => progress(from + (part * run.steps.length) / steps, what) },
  );
  return made.picture!;
}

/** From how many steps on each way stays close to its own long run. */
function finding(rows: Row[]): string {
  const parts = rows.map(({ name, distances }) => {
    const last = distances.findLastIndex((distance) => distance > pictureClose);
    const enough = counts[last + 1];
    return `${name} ${enough ? `stays within ${pictureClose} of its careful picture from ${enough} steps on` : `does not come within ${pictureClose} of its careful picture`}`;
  });
  return `Here, ${parts.join("; ")}.`;
}

const cell = 72;
const left = 4;

function sheet(rows: Row[]): SVGElement {
  const width = left * 2 + (counts.length + 1) * (cell + 6);
  const rowHeight = cell + 46;
  const plotTop = rows.length * rowHeight + 34;
  const label = rows
    .map(
      ({ name, distances }) =>
        `${name}: ${counts.map((steps, i) => `${steps} steps ${distances[i]!.toFixed(3)}`).join(", ")}`,
    )
    .join(". ");
  const figure = svg("svg", {
    viewBox: `0 0 ${width} ${plotTop + 190}`,
    role: "img",
    "aria-label": label,
    class: "lab-figure",
  });
  for (const [i, steps] of counts.entries())
    figure.append(svg("text", { x: xOf(i), y: 14, "font-size": 12.5, "text-anchor": "middle" }, `${steps} steps`));
  figure.append(svg("text", { x: xOf(counts.length), y: 14, "font-size": 12.5, "text-anchor": "middle" }, "careful"));
  for (const [r, row] of rows.entries()) {
    const y = 24 + r * rowHeight;
    figure.append(svg("text", { x: left, y: y + 13, "font-size": 13, "font-weight": 600, class: row.id }, row.name));
    for (const [i, picture] of [...row.pictures, row.careful].entries()) {
      figure.append(
        svg("image", {
          href: dataUrl(picture),
          x: xOf(i) - cell / 2,
          y: y + 19,
          width: cell,
          height: cell,
          class: "pixels",
        }),
      );
      const distance = row.distances[i]?.toFixed(3) ?? "reference";
      figure.append(
        svg(
          "text",
          { x: xOf(i), y: y + cell + 33, "font-size": 11.5, "text-anchor": "middle", class: "quiet" },
          distance,
        ),
      );
    }
  }
  plot(figure, rows, plotTop, width);
  return figure;
}
const xOf = (i: number) => left + i * (cell + 6) + cell / 2;

/** The distances over the steps, both logarithmic. */
function plot(figure: SVGElement, rows: Row[], top: number, width: number): void {
  const height = 150;
  const [low, high] = [0.001, 1];
  const x = (steps: number) => 40 + (Math.log(steps / 2) / Math.log(counts.at(-1)! / 2)) * (width - 60);
  const y = (distance: number) => top + height * (1 - Math.log(Math.max(low, distance) / low) / Math.log(high / low));
  for (const height of [0.001, 0.01, 0.1, 1]) {
    figure.append(
      svg("path", {
        d: path([
          [40, y(height)],
          [width - 20, y(height)],
        ]),
        class: "grid",
      }),
    );
    figure.append(
      svg(
        "text",
        { x: 34, y: y(height) + 4, "font-size": 11.5, "text-anchor": "end", class: "quiet" },
        String(height),
      ),
    );
  }
  for (const steps of counts)
    figure.append(
      svg(
        "text",
        { x: x(steps), y: top + height + 18, "font-size": 11.5, "text-anchor": "middle", class: "quiet" },
        String(steps),
      ),
    );
  for (const row of rows) {
    const points = counts.map((steps, i): [number, number] => [x(steps), y(row.distances[i]!)]);
    figure.append(svg("path", { d: path(points), class: `curve ${row.id}` }));
    for (const [cx, cy] of points) figure.append(svg("circle", { cx, cy, r: 3.5, class: `dot ${row.id}` }));
  }
  figure.append(
    svg(
      "text",
      { x: width - 20, y: top + height + 34, "font-size": 11.5, "text-anchor": "end", class: "quiet" },
      "steps",
    ),
  );
}
