// The experiment: arms that change one thing each, or two, as tools/train measures them (compare.py). What is missing
// is said to be missing; sentences compare before they claim.

import type { ComponentChildren } from "preact";
import { type Kind, titles } from "../../element/model/kinds.js";
import { grouped } from "../catalogue.js";
import {
  type ArmFigures,
  armFigures,
  compare,
  errorOf,
  experimentArms,
  measured,
  measuredArms,
  percentCell,
  percentWords,
  type Rate,
  samplesWords,
} from "../measurements.js";
import { Measured, Numbers } from "./measured-panel.js";

interface Large {
  children: ComponentChildren;
}

const counts = ["2", "4", "8", "16", "28", "50"];
const dash = "–";
const small = (found: Rate | null | undefined) =>
  found?.value == null ? dash : `${found.value.toFixed(3)} ±\u00a0${found.se!.toFixed(3)}`;
const points = (found: Rate | undefined) => {
  if (found?.value == null) return dash;
  const sign = found.value > 0 ? "+" : "";
  return `${sign}${(100 * found.value).toFixed(1)} ±\u00a0${(100 * found.se!).toFixed(1)}`;
};

/** Which arms have no figures, in one sentence; nothing when all have. */
function missing(): string {
  const absent = experimentArms.filter((kind) => !armFigures(kind));
  if (absent.length === 0) return "";
  if (measuredArms.length === 0) return "The arms of this experiment are not measured yet.";
  return `Not measured yet: ${absent.map((kind) => titles[kind]).join("; ")}.`;
}
const Missing = () => {
  const words = missing();
  return words ? <p>{words}</p> : null;
};

/** Each arm by itself: what it is, how it was tuned, what came of it. */
export function MeasuredArms({ children }: Large) {
  const found = measuredArms.map((kind): [Kind, ArmFigures] => [kind, armFigures(kind)!]);
  return (
    <Measured title="each change by itself" large={children}>
      {found.length > 0 && (
        <>
          <Numbers
            label="The arms"
            head={["arm", "blocks", "weights", "MFLOP", "guidance", ...varying(found).map(([name]) => name)]}
            rows={found.map(([kind, arm]) => [
              titles[kind],
              String(arm.blocks),
              grouped.format(arm.weights),
              (arm.flops_of_one_evaluation / 1e6).toFixed(0),
              String(arm.guidance),
              ...varying(found).map(([, of]) => of(arm)),
            ])}
          />
          <Numbers
            label="What came of each arm"
            head={[
              "arm",
              "all right, %",
              ...(severalSeeds(found) ? ["over seeds"] : []),
              "against flow, points",
              ...(severalSeeds(found) ? ["over seeds"] : []),
              "cranes right, %",
            ]}
            rows={found.map(([kind, arm]) => [
              titles[kind],
              percentCell(arm.converged),
              ...(severalSeeds(found) ? [scatter(arm.converged)] : []),
              points(arm.minus_flow),
              ...(severalSeeds(found) ? [scatter(arm.minus_flow)] : []),
              percentCell(arm.crane),
            ])}
          />
          <Numbers
            label="Error of the clean latent by log-SNR"
            head={[
              `log-SNR (± at most ${mostError(found.flatMap(([, { error }]) => Object.values(error))).toFixed(3)})`,
              ...levelsOf(found),
            ]}
            rows={found.map(([kind, arm]) => [
              titles[kind],
              ...levelsOf(found).map((level) => bare(arm.error[level])),
            ])}
          />
          <p>
            {alike(found)}The same small pictures (32 × 32) in the same order;{" "}
            {samplesWords(found.map(([, arm]) => arm.converged))} captions. All right: with 200 steps. Learning rate:
            best of three on held-out loss; guidance: best of six. Weights are matched, so depth is not.
          </p>
          <p>
            {verdicts(found)} {larger()}
          </p>
        </>
      )}
      <Swap />
      <Missing />
    </Measured>
  );
}
/** What each arm was given; what all were given alike is a sentence, not a column. */
const given: [string, (arm: ArmFigures) => string][] = [
  ["pictures seen", (arm) => grouped.format(arm.samples)],
  ["seeds", (arm) => String(arm.seeds.length)],
  ["learning rate", (arm) => (arm.learning_rate_scale === null ? dash : `× ${arm.learning_rate_scale}`)],
];
const severalSeeds = (found: [Kind, ArmFigures][]) => found.some(([, arm]) => arm.seeds.length > 1);
const scatter = (found: Rate | undefined) =>
  found?.between_seeds_se == null ? dash : `±\u00a0${(100 * found.between_seeds_se).toFixed(1)}`;
const differs = (found: [Kind, ArmFigures][], of: (arm: ArmFigures) => string) =>
  new Set(found.map(([, arm]) => of(arm))).size > 1;
const varying = (found: [Kind, ArmFigures][]) => given.filter(([, of]) => differs(found, of));
function alike(found: [Kind, ArmFigures][]): string {
  const same = given.filter(([, of]) => !differs(found, of)).map(([name, of]) => `${name} ${of(found[0]![1])}`);
  return same.length > 0 ? `All: ${same.join(", ")}. ` : "";
}
/** The largest standard error of a table: one for all keeps it readable. */
const mostError = (found: (Rate | null)[]) => Math.max(0, ...found.map((one) => one?.se ?? 0));
const bare = (found: Rate | null | undefined) => found?.value?.toFixed(3) ?? dash;
const barePercent = (found: Rate | undefined) => (found?.value == null ? dash : (100 * found.value).toFixed(1));
const levelsOf = (found: [Kind, ArmFigures][]) =>
  Object.keys(found[0]![1].error).sort((a, b) => Number(a) - Number(b));

/** What the paired differences tell apart: two standard errors, of the prompts or of the seeds. */
function verdicts(found: [Kind, ArmFigures][]): string {
  const groups: Record<string, string[]> = { "Above flow": [], "Below flow": [], "Not told apart from flow": [] };
  for (const [kind, { minus_flow: gap }] of found) {
    if (gap?.value == null) continue;
    const apart = Math.abs(gap.value) > 2 * errorOf(gap);
    groups[apart ? (gap.value > 0 ? "Above flow" : "Below flow") : "Not told apart from flow"]!.push(titles[kind]);
  }
  const said = Object.entries(groups).filter(([, kinds]) => kinds.length > 0);
  return said.map(([name, kinds]) => `${name}: ${kinds.join("; ")}.`).join(" ");
}

/** Which of the two changes moves the share of right pictures further, where the figures tell it. */
function larger(): string {
  const [objective, entry] = [armFigures("noise")?.minus_flow, armFigures("flow_cross")?.minus_flow];
  if (objective?.value == null || entry?.value == null) return "";
  const [far, near] = [Math.abs(objective.value), Math.abs(entry.value)];
  if (Math.abs(far - near) <= 2 * Math.hypot(errorOf(objective), errorOf(entry))) return "";
  const [what, than] = ["the objective with its noise levels", "how text gets in"];
  return `In this small world ${far > near ? what : than} counts for more than ${far > near ? than : what}.`;
}

/** The same network by Euler and by DDIM: is it the objective or the sampler? */
function Swap() {
  const swap = (measured("swap") as Record<string, Rate> | undefined) ?? armFigures("flow")?.swap;
  if (!swap)
    return <p>The swap of samplers on one network is not measured yet; the step-count figure shows it live.</p>;
  const names = Object.keys(swap);
  return (
    <>
      <Numbers
        label="One velocity network, other samplers"
        head={["the same network by", "all right, %, or distance to Euler's latent"]}
        rows={names.map((name) => [name, name.endsWith("distance") ? small(swap[name]) : percentCell(swap[name])])}
      />
      <p>
        {samplesWords(names.map((name) => swap[name]))}; ± one standard error. On the same levels the distance is
        rounding.
      </p>
    </>
  );
}

/** One set of projections for both modalities. */
export function MeasuredSharing({ children }: Large) {
  const [own, shared] = [armFigures("flow"), armFigures("flow_shared")];
  return (
    <Measured title="one set of weights for both" large={children}>
      {own && shared ? (
        <>
          <Numbers
            label="Separate and shared weights"
            head={["weights for text and image", "all right, %", "weights", "MFLOP", "n"]}
            rows={(
              [
                ["a set each", own],
                ["one set", shared],
              ] as const
            ).map(([name, { converged, weights, flops_of_one_evaluation }]) => [
              name,
              percentCell(converged),
              grouped.format(weights),
              (flops_of_one_evaluation / 1e6).toFixed(0),
              String(converged.n),
            ])}
          />
          <p>
            ± one standard error. One set, deeper, is{" "}
            {
              { above: "above", below: "below", alike: "not told apart from" }[
                compare(shared.converged, own.converged)
              ]
            }{" "}
            a set each.
          </p>
        </>
      ) : (
        <p>The arm with one set of weights for text and image is not measured yet.</p>
      )}
    </Measured>
  );
}

/** Few steps: how near each arm comes to its own careful latent, and how often its pictures are right. */
export function MeasuredSteps({ children }: Large) {
  const found = measuredArms.flatMap((kind): [Kind, Record<string, Rate>][] =>
    armFigures(kind)!.sampler_error ? [[kind, armFigures(kind)!.sampler_error]] : [],
  );
  const distances = found.flatMap(([, errors]) => Object.values(errors));
  const rates = found.flatMap(([kind]) => Object.values(armFigures(kind)!.by_steps ?? {}));
  return (
    <Measured title="few steps" large={children}>
      {found.length > 0 ? (
        <>
          <Numbers
            label="Distance to the arm's own 400 steps, by steps"
            head={[`distance to its own 400 steps (± at most ${mostError(distances).toFixed(3)}), after`, ...counts]}
            rows={found.map(([kind, errors]) => [titles[kind], ...counts.map((count) => bare(errors[count]))])}
          />
          <Numbers
            label="Pictures that are right, by steps"
            head={[`all right, % (± at most ${(100 * mostError(rates)).toFixed(1)}), after`, ...counts]}
            rows={found.map(([kind]) => [
              titles[kind],
              ...counts.map((count) => barePercent(armFigures(kind)!.by_steps?.[count])),
            ])}
          />
          <p>
            ± one standard error; {samplesWords(distances)} latents, {samplesWords(rates)} pictures. The distance says
            how much the steps still change, not whether the picture is right.
          </p>
        </>
      ) : (
        <p>How near few steps come to many is not measured yet; the figure above computes it for one prompt.</p>
      )}
    </Measured>
  );
}

/** For texts that name a figure of an arm. */
export const armWords = (kind: Kind): string => {
  const found = armFigures(kind);
  return found ? percentWords(found.converged) : "not measured yet";
};
