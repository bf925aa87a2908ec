// Scores a prediction against the worked answer, in words.

export interface Question {
  kind: "choice" | "number" | "order";
  /** Choice: index. Number: the number. Order: indices in the right order, joined by spaces. */
  right: string;
  /** Number: how far off still counts. */
  near?: number;
  unit?: string;
  /** Choice: what is said to those who chose each option. */
  replies?: (string | undefined)[];
}

export interface Verdict {
  right: boolean;
  words: string;
}

/** The answer as stored, or undefined when there is nothing to commit to yet. */
export function score(question: Question, given: string): Verdict | undefined {
  if (given.trim() === "") return undefined;
  switch (question.kind) {
    case "choice":
      return scoreChoice(question, given);
    case "number":
      return scoreNumber(question, given);
    case "order":
      return scoreOrder(question, given);
  }
}

function scoreChoice({ right, replies }: Question, given: string): Verdict {
  const reply = replies?.[Number(given)];
  if (given === right) return { right: true, words: reply ?? "That is it." };
  return { right: false, words: reply ?? "Not this one: the answer below says why." };
}

function scoreNumber({ right, near = 0, unit = "" }: Question, given: string): Verdict | undefined {
  const guess = Number(given);
  const target = Number(right);
  if (!Number.isFinite(guess)) return undefined;
  const off = Math.abs(guess - target);
  const shown = `${tidy(target)}${unit && ` ${unit}`}`;
  if (off <= near) return { right: true, words: `Right: it is ${shown}.` };
  return { right: false, words: `You said ${tidy(guess)}; it is ${shown}.` };
}

function scoreOrder({ right }: Question, given: string): Verdict {
  const wanted = right.split(" ");
  const placed = given.split(" ").filter((item, i) => item === wanted[i]).length;
  if (placed === wanted.length) return { right: true, words: "All in their places." };
  return { right: false, words: `${placed} of ${wanted.length} in their places.` };
}

const tidy = (n: number) =>
  new Intl.NumberFormat("en", {
    maximumSignificantDigits: n >= 1000 ? 21 : 3,
    maximumFractionDigits: n >= 1000 ? 0 : 1,
  }).format(n);
