// Scores a prediction against the worked answer, in words.

export interface Question {
  kind: "choice" | "number" | "order" | "match" | "patches" | "curve";
  /**
   * Choice: the option's value. Number: the number. Order: indices in the right order; match: the choice of each row;
   * patches: the weight of each; curve: the height at each place; all joined by spaces. "" until it is worked out.
   */
  right: string;
  /** Number: how far off still counts. Curve: how many decades, on average. */
  near?: number;
  unit?: string;
  /** Choice: what is said to those who chose each option, by its value. */
  replies?: Record<string, string | undefined>;
  /** Curve: the axis upwards. */
  range?: { min: number; max: number };
}

export interface Verdict {
  right: boolean;
  /** 0 to 1: how much of it was right. */
  points: number;
  words: string;
}

const list = (text: string) => (text.trim() === "" ? [] : text.trim().split(" "));
const wholly = (right: boolean, words: string): Verdict => ({ right, points: Number(right), words });

/** Whether there is enough to commit to. */
export function complete(question: Question, given: string): boolean {
  if (given.trim() === "") return false;
  if (question.kind === "number") return Number.isFinite(Number(given));
  if (question.kind === "match") return list(given).every((choice) => choice !== "-");
  return true;
}

/** The verdict, or undefined when there is nothing to commit to or the answer has not been worked out. */
export function score(question: Question, given: string): Verdict | undefined {
  if (!complete(question, given) || question.right === "") return undefined;
  return scorers[question.kind](question, given);
}

const scorers: Record<Question["kind"], (question: Question, given: string) => Verdict> = {
  choice({ right, replies }, given) {
    const reply = replies?.[given];
    if (given === right) return wholly(true, reply ?? "That is it.");
    return wholly(false, reply ?? "Not this one: the answer below says why.");
  },

  number({ right, near = 0, unit = "" }, given) {
    const guess = Number(given);
    const target = Number(right);
    const shown = `${tidy(target)}${unit && ` ${unit}`}`;
    // Near enough is near in decimals, too: 80.5 is within 8 of 72.5.
    if (Math.abs(guess - target) <= near * (1 + 1e-9)) return wholly(true, `Right: it is ${shown}.`);
    return wholly(false, `You said ${tidy(guess)}; it is ${shown}.`);
  },

  order({ right }, given) {
    const wanted = list(right);
    const placed = list(given).filter((item, i) => item === wanted[i]).length;
    const points = placed / wanted.length;
    if (points === 1) return wholly(true, "All in their places.");
    return { right: false, points, words: `${placed} of ${wanted.length} in their places.` };
  },

  match({ right }, given) {
    const wanted = list(right);
    const met = list(given).filter((choice, i) => choice === wanted[i]).length;
    const points = met / wanted.length;
    if (points === 1) return wholly(true, `All ${wanted.length} right.`);
    return { right: false, points, words: `${met} of ${wanted.length} right.` };
  },

  // Against the best that as many marks could have caught: what a mark is worth is for the run to say.
  patches({ right }, given) {
    const weights = list(right).map(Number);
    const marks = list(given).map(Number);
    const all = sum(weights);
    const caught = sum(marks.map((mark) => weights[mark] ?? 0)) / all;
    const best = sum([...weights].sort((a, b) => b - a).slice(0, marks.length)) / all;
    const even = marks.length / weights.length;
    const points = clamp((caught - even) / Math.max(1e-9, best - even));
    const words =
      `Your ${marks.length} patches hold ${percent(caught)} of the weight. ` +
      `The best ${marks.length} would hold ${percent(best)}; ${marks.length} at random, ${percent(even)}.`;
    return { right: points >= 0.5, points, words };
  },

  curve({ right, near = 0.3, range }, given) {
    const wanted = list(right).map(Number);
    const drawn = list(given).map((height) => heightOf(Number(height), range!));
    const decades = sum(wanted.map((y, i) => Math.abs(Math.log10(drawn[i]! / y)))) / wanted.length;
    const factor = 10 ** decades;
    const words =
      decades < 0.02
        ? "Your curve is the computed one."
        : `On average your curve is off by a factor of ${factor.toFixed(factor < 9.95 ? 1 : 0)}.`;
    return { right: decades <= near, points: clamp(1 - decades / (4 * near)), words };
  },
};

/** A slider's 0 to 100 on a logarithmic axis, and back. */
export const heightOf = (slider: number, { min, max }: { min: number; max: number }) =>
  min * (max / min) ** (slider / 100);
export const sliderOf = (height: number, { min, max }: { min: number; max: number }) =>
  100 * clamp(Math.log(height / min) / Math.log(max / min));

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const clamp = (x: number) => Math.min(1, Math.max(0, x));
const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

export const tidy = (n: number) =>
  new Intl.NumberFormat("en", {
    maximumSignificantDigits: n >= 1000 ? 21 : 3,
    maximumFractionDigits: n >= 1000 ? 0 : 1,
    useGrouping: "min2",
  }).format(n);
