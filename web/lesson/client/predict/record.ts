// The reader's own page: what was predicted, what came out, what surprised them. Counted, saved as a file, taken back from
// one, printed, forgotten.

import { make } from "../../../dom/make.js";
import { bytesOf, chooseFile } from "../../../element/choose-file.js";
import { saveFile } from "../save.js";
import { answersIn, fileText, type Given, type Kept, longestNote } from "./kept.js";
import type { Prediction } from "./prediction.js";

export interface RecordActions {
  /** Takes an answer from a file; false where the question cannot have it. */
  take(prediction: Prediction, kept: Kept): boolean;
  /** Called when the reader asks to forget all; `given` is empty by then. */
  forget(): void;
  /** Keeps what was noted. */
  noted(): void;
}

export function startRecord(
  page: Document,
  predictions: Prediction[],
  given: Given,
  { take, forget, noted }: RecordActions,
) {
  const record = page.querySelector<HTMLElement>(".record");
  const show = () => record && showRecord(record, predictions, given, noted);
  const say = (words: string | undefined) => {
    if (record && words) record.querySelector(".record-words")!.textContent = words;
  };
  const press = (what: string, action: () => void) =>
    record?.querySelector(`[data-record="${what}"]`)?.addEventListener("click", action);
  press("save", () => say(save(page.title, predictions, given)));
  press("open", () => {
    const opened = async (file: File) => {
      try {
        const words = takeBack(await bytesOf(file, 0, file.size), predictions, given, take);
        show();
        say(words);
      } catch (error) {
        say((error as Error).message);
      }
    };
    try {
      chooseFile(".json,application/json", opened);
    } catch (error) {
      say((error as Error).message);
    }
  });
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

function showRecord(record: HTMLElement, predictions: Prediction[], given: Given, noted: () => void): void {
  const made = predictions.filter((one) => given[one.id]);
  const right = made.filter((one) => one.outcome(given[one.id]!)?.right);
  record.querySelector(".record-words")!.textContent =
    made.length === 0
      ? `None yet of ${predictions.length}. They are kept in this browser only.`
      : `${made.length} of ${predictions.length} made, ${right.length} right. Kept in this browser only.`;
  record.querySelector(".record-list")!.replaceChildren(...made.map((one) => entry(one, given[one.id]!, noted)));
  for (const button of record.querySelectorAll<HTMLButtonElement>('[data-record="save"], [data-record="reset"]'))
    button.disabled = made.length === 0;
}

function entry(prediction: Prediction, kept: Kept, noted: () => void): HTMLLIElement {
  const said = prediction.inWords(kept.given);
  const note = make("textarea", { rows: "1", maxlength: String(longestNote) });
  note.value = kept.note ?? "";
  note.addEventListener("input", () => {
    kept.note = note.value || undefined;
    noted();
  });
  return make(
    "li",
    {},
    make("a", { href: `#${prediction.id}` }, prediction.title),
    make("p", {}, said && `You: ${said} `, prediction.outcome(kept)?.words ?? ""),
    make("label", {}, "What surprised me ", note),
  );
}

/** Answers what to say of it. */
function save(lesson: string, predictions: Prediction[], given: Given): string | undefined {
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
        note: kept.note,
      };
    });
  return saveFile("predictions.json", "application/json", fileText(lesson, answers));
}

/** Takes what a saved file holds and was not answered here; says what became of the rest. */
export function takeBack(
  bytes: Uint8Array,
  predictions: Prediction[],
  given: Given,
  take: RecordActions["take"],
): string {
  const answers = answersIn(new TextDecoder().decode(bytes));
  const asked = new Map(predictions.map((one) => [one.id, one]));
  let [taken, here, unusable] = [0, 0, 0];
  for (const [id, kept] of answers) {
    const prediction = asked.get(id);
    if (prediction && given[id]) here++;
    else if (prediction && kept && take(prediction, kept)) taken++;
    else unusable++;
  }
  const parts = [`${taken} taken from the file`];
  if (here > 0) parts.push(`${here} already made here and left as they are`);
  if (unusable > 0) parts.push(`${unusable} not of this lesson, or damaged`);
  return `${parts.join(", ")}.`;
}
