// Brings the prediction forms to life: the answer stays folded until the reader has committed to one of their
// own; then it is scored and kept. Everything works by keyboard; verdicts are read out.

import { type Question, score } from "./score.js";
import type { Store } from "./store.js";

type Given = Record<string, string>;

export function startPredictions(page: Document, store: Store): void {
  const given: Given = store.read<Given>("predictions") ?? {};
  const record = page.querySelector<HTMLElement>(".record");
  const forms = [...page.querySelectorAll<HTMLFormElement>("form.predict")].map((form) => new Prediction(form));
  const keep = () => {
    store.write("predictions", Object.keys(given).length > 0 ? given : undefined);
    if (record) showRecord(record, forms, given);
  };
  for (const form of forms) {
    form.committed = (value) => {
      given[form.id] = value;
      keep();
    };
    const kept = given[form.id];
    if (kept !== undefined) form.restore(kept);
  }
  if (!record) return;
  showRecord(record, forms, given);
  record.querySelector('[data-record="save"]')?.addEventListener("click", () => save(forms, given));
  record.querySelector('[data-record="reset"]')?.addEventListener("click", () => {
    for (const id of Object.keys(given)) delete given[id];
    for (const form of forms) form.reset();
    keep();
  });
}

class Prediction {
  readonly id: string;
  readonly title: string;
  readonly #form: HTMLFormElement;
  readonly #question: Question;
  readonly #button: HTMLButtonElement;
  readonly #verdict: HTMLElement;
  readonly #answer: HTMLDetailsElement;
  readonly #order: HTMLElement | null;
  committed: (value: string) => void = () => {};

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.id = form.id;
    this.#question = readQuestion(form);
    this.title = (form.querySelector("legend")?.lastChild?.textContent ?? "").trim();
    this.#button = form.querySelector<HTMLButtonElement>("button.primary")!;
    this.#verdict = form.querySelector<HTMLElement>(".verdict")!;
    this.#answer = form.querySelector<HTMLDetailsElement>("details.answer")!;
    this.#order = form.querySelector<HTMLElement>(".order");
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#commit();
    });
    form.addEventListener("input", () => this.#ready());
    if (this.#order) makeSortable(this.#order);
    this.#lock();
  }

  restore(value: string): void {
    if (this.#question.kind === "choice") {
      const input = this.#form.querySelector<HTMLInputElement>(`input[value="${CSS.escape(value)}"]`);
      if (input) input.checked = true;
    } else if (this.#question.kind === "number") this.#form.querySelector("input")!.value = value;
    else {
      for (const item of value.split(" ")) {
        const entry = this.#order!.querySelector(`li[data-value="${CSS.escape(item)}"]`);
        if (entry) this.#order!.append(entry);
      }
    }
    this.#show(value, false);
  }

  reset(): void {
    this.#form.reset();
    this.#verdict.textContent = "";
    this.#form.classList.remove("right", "off", "done");
    this.#form.querySelector("fieldset")!.disabled = false;
    this.#lock();
  }

  outcome(value: string): { right: boolean; words: string } | undefined {
    return score(this.#question, value);
  }

  #lock(): void {
    this.#answer.open = false;
    this.#answer.hidden = true;
    this.#button.hidden = false;
    this.#ready();
  }
  #value(): string {
    if (this.#order) return [...this.#order.children].map((item) => (item as HTMLElement).dataset.value).join(" ");
    if (this.#question.kind === "choice")
      return this.#form.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
    return this.#form.querySelector("input")!.value;
  }
  #ready(): void {
    this.#button.disabled = score(this.#question, this.#value()) === undefined;
  }
  #commit(): void {
    const value = this.#value();
    if (score(this.#question, value) === undefined) return;
    this.#show(value, true);
    this.committed(value);
  }
  #show(value: string, fresh: boolean): void {
    const verdict = score(this.#question, value);
    if (!verdict) return;
    this.#verdict.textContent = verdict.words;
    this.#form.classList.add("done", verdict.right ? "right" : "off");
    this.#form.querySelector("fieldset")!.disabled = true;
    this.#button.hidden = true;
    this.#answer.hidden = false;
    this.#answer.open = fresh;
    if (fresh) this.#answer.querySelector("summary")?.focus({ preventScroll: true });
  }
}

function readQuestion(form: HTMLFormElement): Question {
  const { kind, right, near, unit } = form.dataset;
  return {
    kind: kind as Question["kind"],
    right: right ?? "",
    near: near ? Number(near) : undefined,
    unit,
    replies: [...form.querySelectorAll<HTMLElement>(".options label")].map((label) => label.dataset.reply),
  };
}

/** Up and down buttons at each entry: works by click, touch and keyboard alike. */
function makeSortable(list: HTMLElement): void {
  for (const item of list.children) {
    const name = item.textContent?.trim() ?? "";
    item.append(mover("↑", `Move “${name}” up`, item, -1), mover("↓", `Move “${name}” down`, item, 1));
  }
}
function mover(sign: string, label: string, item: Element, by: -1 | 1): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = sign;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    if (by < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    button.focus();
  });
  return button;
}

function showRecord(record: HTMLElement, forms: Prediction[], given: Given): void {
  const answered = forms.filter((form) => given[form.id] !== undefined);
  const right = answered.filter((form) => form.outcome(given[form.id]!)?.right);
  record.querySelector(".record-words")!.textContent =
    answered.length === 0
      ? `None yet of ${forms.length}. They are kept in this browser only.`
      : `${answered.length} of ${forms.length} made, ${right.length} right. Kept in this browser only.`;
  record.querySelector(".record-list")!.replaceChildren(
    ...answered.map((form) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${form.id}`;
      link.textContent = form.title;
      item.append(link, ` ${form.outcome(given[form.id]!)?.words ?? ""}`);
      return item;
    }),
  );
  for (const button of record.querySelectorAll("button")) button.disabled = answered.length === 0;
}

function save(forms: Prediction[], given: Given): void {
  const answers = forms
    .filter((form) => given[form.id] !== undefined)
    .map((form) => ({ id: form.id, question: form.title, given: given[form.id], ...form.outcome(given[form.id]!) }));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob([JSON.stringify({ lesson: document.title, answers }, null, 2)], { type: "application/json" }),
  );
  link.download = "predictions.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
