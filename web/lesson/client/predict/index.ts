// Brings the prediction forms to life, keeps what was given, and tells whoever embeds the page.

import type { Store } from "../store.js";
import { checkGiven, type Kept } from "./kept.js";
import { Prediction } from "./prediction.js";
import { startRecord } from "./record.js";

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
  const given = store.read("predictions", checkGiven) ?? {};
  const forms = [...page.querySelectorAll<HTMLFormElement>("form.predict")];
  const predictions = forms.map((form) => new Prediction(form, workOut));
  const keep = (prediction: Prediction, kept: Kept) => {
    const note = kept.note ?? given[prediction.id]?.note; // worked out again, it stays
    given[prediction.id] = { ...kept, note };
    store.write("predictions", given);
  };
  const record = startRecord(page, predictions, given, {
    take(prediction, kept) {
      if (!prediction.restore(kept)) return false;
      keep(prediction, kept);
      page.dispatchEvent(new Event("lesson-restored"));
      return true;
    },
    noted: () => store.write("predictions", given),
    forget() {
      for (const prediction of predictions) prediction.reset();
      store.write("predictions", undefined);
      page.dispatchEvent(new Event("lesson-reset"));
    },
  });
  for (const [i, prediction] of predictions.entries()) {
    prediction.committed = (kept) => {
      keep(prediction, kept);
      record.show();
      forms[i]!.dispatchEvent(answerEvent(slug, prediction, kept));
    };
    const kept = given[prediction.id];
    if (!kept || prediction.restore(kept)) continue;
    store.setAside("predictions", { [prediction.id]: kept });
    delete given[prediction.id];
  }
  record.show();
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
