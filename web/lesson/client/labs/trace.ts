// Lab 4: the thirteen steps as this run took them, with what each put out, how long it took and where it was taught,
// and the picture the model had in mind along the way.

import { tinySd3 } from "../live/sources.js";
import { dataUrl } from "../pictures.js";
import { svg } from "../svg.js";
import type { Experiment, LabResult } from "./bench.js";

const shown = 7;

export async function run({ prompt, seed, dataset, signal, progress }: Experiment): Promise<LabResult> {
  progress(0, "Fetching the weights …");
  const made = await tinySd3.run(
    { prompt, seed },
    { signal, progress: (run) => progress(run.steps.length / run.start!.request.steps, "Running, step by step …") },
  );
  const titles: Record<string, string> = JSON.parse(dataset.lessons ?? "{}");
  const rows = [
    ["no.", "step", "puts out", "parameters", "time", "met in"],
    ...made.stages.map((stage) => [
      String(stage.number),
      stage.name,
      `[${stage.shape.join(", ")}]`,
      new Intl.NumberFormat("en").format(stage.parameters),
      `${stage.ms.toFixed(1)} ms`,
      stage.lesson
        .split(", ")
        .map((lesson) => (titles[lesson] ? `${lesson} ${titles[lesson]}` : lesson))
        .join(", "),
    ]),
  ];
  const slowest = made.stages.filter((stage) => stage.number !== 12).reduce((a, b) => (b.ms > a.ms ? b : a));
  return {
    words:
      `${made.stages.length} steps in ${(made.ms_total / 1000).toFixed(1)} seconds; ` +
      `step ${slowest.number} took ${Math.round((100 * slowest.ms) / made.ms_total)} % of them.`,
    caption: `“${prompt}”, seed ${seed}: what the model would paint if it stopped, from noise (left) to the finished picture (right).`,
    figure: strip(made),
    rows,
  };
}

/** A few moments of the denoising loop, and the end. */
function strip(made: Awaited<ReturnType<typeof tinySd3.run>>): SVGElement {
  const last = made.steps.length - 1;
  const moments = Array.from({ length: shown }, (_, i) => Math.round((i * last) / (shown - 1)));
  const times = moments.map((step) => `t ${made.steps[step]!.t.toFixed(2)}`);
  const label = `The predicted picture at ${times.join(", ")}, and the finished picture.`;
  const figure = svg("svg", { viewBox: "0 0 640 106", role: "img", "aria-label": label, class: "lab-figure" });
  const pictures = [...moments.map((step) => made.steps[step]!.preview!), made.picture!];
  for (const [i, picture] of pictures.entries()) {
    figure.append(
      svg("image", { href: dataUrl(picture), x: i * 80.5, y: 0, width: 76, height: 76, class: "pixels" }),
    );
    figure.append(
      svg("text", { x: i * 80.5 + 38, y: 95, "font-size": 12, "text-anchor": "middle" }, times[i] ?? "picture"),
    );
  }
  return figure;
}
