// Brings the prediction forms to life, keeps what was given, and tells whoever embeds the page.

import type { Store } from "../store.js";
import { type Kept, Prediction } from "./prediction.js";
import { type Given, startRecord } from "./record.js";

/** Detail of the event `lesson-answer`, which bubbles from a prediction's form when the reader commits. */
export interface LessonAnswer {
  lesson: string;
  id: string;
  kind: string;
  question: string;
  given: string;
  /** The worked answer; "" where it could not be worked out. */
  right: string;
  correct: boolean;
  /** 0 to 1 */
  points: number;
  words: string;
}

declare global {
  interface DocumentEventMap {
    "lesson-answer": CustomEvent<LessonAnswer>;
  }
}

// Live computations come with code of their own, which is loaded when the first is asked for.
const workOut = async (name: string, form: HTMLFormElement) => (await import("../live/index.js")).workOut(name, form);

export function startPredictions(page: Document, slug: string, store: Store): void {
  const given = readGiven(store);
  const forms = [...page.querySelectorAll<HTMLFormElement>("form.predict")];
  const predictions = forms.map((form) => new Prediction(form, workOut));
  const record = startRecord(page, predictions, given, () => {
    for (const prediction of predictions) prediction.reset();
    store.write("predictions", undefined);
    page.dispatchEvent(new Event("lesson-reset"));
  });
  for (const [i, prediction] of predictions.entries()) {
    prediction.committed = (kept) => {
      given[prediction.id] = kept;
      store.write("predictions", given);
      record.show();
      forms[i]!.dispatchEvent(answerEvent(slug, prediction, kept));
    };
    const kept = given[prediction.id];
    if (kept) prediction.restore(kept);
  }
  record.show();
}

/** Earlier pages kept the given answer alone. */
function readGiven(store: Store): Given {
  const kept = store.read<Record<string, string | Kept>>("predictions") ?? {};
  const entries = Object.entries(kept).map(
    ([id, one]) => [id, typeof one === "string" ? { given: one } : one] as const,
  );
  return Object.fromEntries(entries.filter(([, one]) => typeof one?.given === "string"));
}

function answerEvent(lesson: string, prediction: Prediction, kept: Kept): CustomEvent<LessonAnswer> {
  const verdict = prediction.outcome(kept);
  const detail = {
    lesson,
    id: prediction.id,
    kind: prediction.kind,
    question: prediction.title,
    given: kept.given,
    right: prediction.rightAnswer(kept),
    correct: verdict?.right ?? false,
    points: verdict?.points ?? 0,
    words: verdict?.words ?? "",
  };
  return new CustomEvent("lesson-answer", { detail, bubbles: true, composed: true });
}
