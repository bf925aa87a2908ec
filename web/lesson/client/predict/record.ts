// The reader's predictions in one place: counted, listed, saved as a file, printed, forgotten.

import { html } from "../dom.js";
import { saveFile } from "../save.js";
import type { Kept, Prediction } from "./prediction.js";

export type Given = Record<string, Kept>;

/** `forget`: called when the reader asks to forget all; `given` is empty by then. */
export function startRecord(page: Document, predictions: Prediction[], given: Given, forget: () => void) {
  const record = page.querySelector<HTMLElement>(".record");
  const show = () => record && showRecord(record, predictions, given);
  const press = (what: string, action: () => void) =>
    record?.querySelector(`[data-record="${what}"]`)?.addEventListener("click", action);
  press("save", () => save(page.title, predictions, given));
  press("print", async () => {
    // Figures that the reader has not come near would print as their words alone.
    const widgets = [...page.querySelectorAll("lesson-widget")];
    await Promise.allSettled(widgets.map((widget) => widget.ready));
    window.print();
  });
  press("reset", () => {
    for (const id of Object.keys(given)) delete given[id];
    forget();
    show();
  });
  return { show };
}

function showRecord(record: HTMLElement, predictions: Prediction[], given: Given): void {
  const made = predictions.filter((one) => given[one.id]);
  const right = made.filter((one) => one.outcome(given[one.id]!)?.right);
  record.querySelector(".record-words")!.textContent =
    made.length === 0
      ? `None yet of ${predictions.length}. They are kept in this browser only.`
      : `${made.length} of ${predictions.length} made, ${right.length} right. Kept in this browser only.`;
  const items = made.map((one) => {
    const words = one.outcome(given[one.id]!)?.words ?? "";
    return html("li", {}, html("a", { href: `#${one.id}` }, one.title), ` ${words}`);
  });
  record.querySelector(".record-list")!.replaceChildren(...items);
  for (const button of record.querySelectorAll<HTMLButtonElement>('[data-record="save"], [data-record="reset"]'))
    button.disabled = made.length === 0;
}

function save(lesson: string, predictions: Prediction[], given: Given): void {
  const answers = predictions
    .filter((one) => given[one.id])
    .map((one) => {
      const kept = given[one.id]!;
      const outcome = one.outcome(kept);
      return {
        id: one.id,
        kind: one.kind,
        question: one.title,
        given: kept.given,
        worked_out: one.rightAnswer(kept),
        right: outcome?.right,
        points: outcome?.points,
        words: outcome?.words,
        at: kept.at,
      };
    });
  saveFile(
    "predictions.json",
    "application/json",
    JSON.stringify({ format: "lesson-predictions/1", lesson, answers }, null, 2),
  );
}
