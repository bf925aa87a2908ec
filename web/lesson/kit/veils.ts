// No figure gives away a prediction's answer: what would show it is named by the prediction's `veils` and covered until the
// reader has committed (client/veils.ts). And no prediction asks for what the page shows of its running prompt from the start.

interface Figure {
  id: string;
  /** The figure's widget, what parts and state of it; or the runs of its pictures. */
  name?: string;
  parts: string;
  view?: string;
  runs: Run[];
}
interface Run {
  prompt?: string;
  seed?: number;
  drop_encoders?: string;
  cut?: object;
}
interface Asked {
  id: string;
  /** Its `live` computation, without the argument, else its author's number. */
  about: string;
  veils: string[];
  prompt?: string;
  seed?: number;
}

/** The part of a widget that shows what a computation or a number of the lesson is, and the tab that it lies under. */
const shownBy: Record<string, { name: string; part: string; tab?: string }[]> = {
  "missing-reader": [{ name: "readers", part: "picture" }],
  "text-share": [{ name: "attention-cost", part: "held", tab: "held" }],
  "block-extra-1024": [{ name: "attention-cost", part: "curves", tab: "cost" }],
  adaln: [
    { name: "block", part: "count", tab: "count" },
    { name: "encoder-shapes", part: "pooled", tab: "text" },
  ],
  "same-levels": [{ name: "flow-playground", part: "field", tab: "field" }],
  "euler-errors": [{ name: "step-count", part: "error" }],
  "velocity-loss": [{ name: "flow-playground", part: "time", tab: "time" }],
  "cut-matters": [{ name: "attention-quadrants", part: "cut", tab: "cut" }],
};
/** The tab that an instrument shows at first. */
const firstTabs: Record<string, string> = {
  "attention-cost": "cost",
  "attention-quadrants": "token",
  "encoder-shapes": "text",
  "flow-playground": "pairs",
  block: "path",
};
/** What the opening, and the instruments by themselves, show of the page's own run. */
const ofPagesRun = ["reads-word", "above-even", "enough-steps"];

const unescaped = (text: string) => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<");
function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

export function checkVeils(html: string, fileOf: (section: string) => string): void {
  const figures = figuresOf(html);
  const opening = runOf(/<figure\b[^>]*\bclass="opening-figure"[^>]*>/.exec(html)?.[0]);
  const sections = [...html.matchAll(/<section\b[^>]*\bclass="section[^>]*>/g)];
  for (const form of html.matchAll(/<form\b[^>]*\bclass="predict"[^>]*>/g)) {
    const asked = askedOf(form[0]);
    const section = sections.findLast(({ index }) => index < form.index)?.[0] ?? "";
    const fail = (words: string) => {
      throw new Error(`${fileOf(attribute(section, "id") ?? "")}: ${asked.id} ${words}`);
    };
    for (const id of asked.veils)
      if (!figures.some((figure) => figure.id === id)) fail(`veils “${id}”, which is no figure of the page`);
    for (const figure of figures)
      if (answers(figure, asked) && !asked.veils.includes(figure.id))
        fail(`is answered by the figure “${figure.id}”, which stands open: name it in veils="…"`);
    if (ofPagesRun.includes(asked.about) && opening && sameRun(opening, asked))
      fail("asks for what figures above it show of the same prompt and seed: ask about another");
  }
}

function answers(figure: Figure, { about, prompt, seed }: Asked): boolean {
  const varied = { "missing-reader": "drop_encoders", "cut-matters": "cut" }[about] as keyof Run | undefined;
  if (varied && figure.runs.some((run) => run[varied] !== undefined && sameRun(run, { prompt, seed }))) return true;
  return (shownBy[about] ?? []).some(({ name, part, tab }) => {
    if (figure.name !== name) return false;
    if (figure.parts) return figure.parts.split(" ").includes(part);
    return tab === undefined || (figure.view ?? firstTabs[name]) === tab;
  });
}
const sameRun = (a: Run, b: Run) => a.prompt === b.prompt && a.seed === b.seed;

function figuresOf(html: string): Figure[] {
  const widgets = [...html.matchAll(/<lesson-widget\b[^>]*>/g)].map(([tag]): Figure => {
    const state = JSON.parse(attribute(tag, "state") ?? "{}");
    const [id, name] = [attribute(tag, "id") ?? "", attribute(tag, "name")];
    return { id, name, parts: attribute(tag, "parts") ?? "", view: state.tab ?? state.view, runs: [] };
  });
  const pictures = [...html.matchAll(/<figure\b[^>]*\blive-runs\b[^>]*>[\s\S]*?<\/figure>/g)].map(
    ([figure]): Figure => {
      const runs = [...figure.matchAll(/\sdata-request="([^"]*)"/g)].map(
        ([, run]) => JSON.parse(unescaped(run!)) as Run,
      );
      return { id: attribute(figure, "id") ?? "", parts: "", runs };
    },
  );
  return [...widgets, ...pictures];
}

function runOf(tag: string | undefined): Run | undefined {
  return tag === undefined
    ? undefined
    : { prompt: attribute(tag, "data-prompt"), seed: Number(attribute(tag, "data-seed")) };
}

function askedOf(tag: string): Asked {
  const live = attribute(tag, "data-live");
  const veils = attribute(tag, "data-veils")?.split(" ") ?? [];
  return { id: attribute(tag, "id")!, about: live ?? attribute(tag, "data-answer") ?? "", veils, ...runOf(tag) };
}
