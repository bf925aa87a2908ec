// Lab 2: the real weights of every block and head over a whole run, by quadrant, against even attention.

import { make } from "../../../dom/make.js";
import { scrolling, table } from "../dom.js";
import { evenShares, headShares, quadrantNames, quadrantShares } from "../live/attention.js";
import { tinySd3 } from "../live/sources.js";
import { dataUrl } from "../pictures.js";
import { path, svg } from "../svg.js";
import type { Experiment, LabResult } from "./bench.js";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export async function run({ prompt, seed, signal, progress }: Experiment): Promise<LabResult> {
  progress(0, "Fetching the weights …");
  const made = await tinySd3.run(
    { prompt, seed },
    {
      signal,
      progress: (run) => progress(run.steps.length / run.start!.request.steps, "Running, and keeping every weight …"),
    },
  );
  const [shares, even] = [quadrantShares(made), evenShares(made)];
  const { blocks, heads } = made.start!;
  const row = (name: string, where: string, share: number, evenly: number) => [
    name,
    where,
    percent(share),
    percent(evenly),
    ratio(share / evenly),
  ];
  const perHead = headNames(blocks, heads).flatMap((where, i) => {
    const own = headShares(made, Math.floor(i / heads), i % heads);
    return quadrantNames.map((name, q) => row(name, where, own[q]!, even[q]!));
  });
  const ratios = quadrantNames.map((_, q) => perHead.filter((_, i) => i % 4 === q).map((cells) => Number(cells[4])));
  const rows = [
    ["quadrant", "where", "share", "even attention", "ratio"],
    ...quadrantNames.map((name, q) => row(name, "all heads", shares[q]!, even[q]!)),
    ...perHead,
  ];
  const above = quadrantNames.filter((_, q) => shares[q]! > even[q]!);
  const largest = quadrantNames[shares.indexOf(Math.max(...shares))]!;
  return {
    words:
      `Over ${made.steps.length} steps, ${blocks} blocks and ${heads} heads, ${largest} holds the most: ${percent(Math.max(...shares))}. ` +
      `Above its even share: ${above.join(" and ") || "none"}.`,
    caption: `“${prompt}”, seed ${seed}: each quadrant’s share of all weight, and the line it would reach if everyone attended evenly.`,
    figure: chart(shares, even, dataUrl(made.picture!), prompt),
    more: headTable(ratios, blocks, heads),
    rows,
    shown: quadrantNames.length,
  };
}

const ratio = (x: number) => x.toFixed(2);
const headNames = (blocks: number, heads: number) =>
  Array.from({ length: blocks * heads }, (_, i) => `block ${Math.floor(i / heads) + 1}, head ${(i % heads) + 1}`);

function chart(shares: number[], even: number[], picture: string, prompt: string): SVGElement {
  const label = quadrantNames
    .map((name, q) => `${name} ${percent(shares[q]!)}, evenly ${percent(even[q]!)}`)
    .join("; ");
  const figure = svg("svg", { viewBox: "0 0 640 216", role: "img", "aria-label": label, class: "lab-figure" });
  const scale = 330 / Math.max(...shares, ...even);
  for (const [q, name] of quadrantNames.entries()) {
    const y = 8 + q * 52;
    figure.append(svg("text", { x: 0, y: y + 14, "font-size": 13.5, "font-weight": 600 }, name));
    figure.append(svg("rect", { x: 0, y: y + 21, width: shares[q]! * scale, height: 18, class: tones[q]! }));
    const line = even[q]! * scale;
    figure.append(
      svg("path", {
        d: path([
          [line, y + 17],
          [line, y + 43],
        ]),
        class: "even",
      }),
    );
    const end = Math.max(shares[q]!, even[q]!) * scale + 8;
    figure.append(
      svg("text", { x: end, y: y + 35, "font-size": 12.5 }, `${percent(shares[q]!)}, evenly ${percent(even[q]!)}`),
    );
  }
  figure.append(svg("image", { href: picture, x: 500, y: 40, width: 136, height: 136, class: "pixels" }));
  figure.append(svg("title", {}, prompt));
  return figure;
}
const tones = ["tone-text", "tone-mixed", "tone-mixed", "tone-image"];

/** Every head of every block: a quadrant's share against its even share. */
function headTable(ratios: number[][], blocks: number, heads: number): HTMLElement {
  const rows = headNames(blocks, heads).map((name, i) => [name, ...ratios.map((quadrant) => shaded(quadrant[i]!))]);
  const made = table("Each head’s share against even attention: 1 is even", ["head", ...quadrantNames], rows);
  return make("details", { class: "reveal" }, make("summary", {}, "Head by head"), scrolling("Head by head", made));
}
function shaded(value: number): HTMLElement {
  const cell = make("span", { class: "shaded" }, ratio(value));
  cell.style.setProperty("--heat", String(Math.min(1, Math.abs(Math.log2(value)) / 3)));
  cell.classList.add(value >= 1 ? "above" : "below");
  return cell;
}
