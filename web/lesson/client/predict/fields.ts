// The ways to give an answer, each behind the same few verbs. All of them work by mouse, touch and keyboard.

import { make } from "../../../dom/make.js";
import { numberProblem, readNumber } from "../read-number.js";
import { CurveField } from "./curve.js";
import { PatchField } from "./patches.js";

/** How one kind of question takes its answer; values are strings as lesson/client/score.ts reads them. */
export interface Field {
  value(): string;
  /** Whether a reader can have given this. */
  accepts(value: string): boolean;
  /** Whether this can be the right answer, in the same writing but for patches and curves, which have their own. */
  answers(right: string): boolean;
  restore(value: string): void;
  reset(): void;
  /** Shows the right answer beside the one given. */
  reveal?(right: string): void;
  /** Called once the answer can no longer be changed, or can be again. */
  lock?(locked: boolean): void;
  /** Says what keeps an answer from being taken, and shows where; undefined where nothing does. */
  problem?(): string | undefined;
}

export function fieldOf(form: HTMLFormElement): Field {
  switch (form.dataset.kind) {
    case "choice":
      return new ChoiceField(form);
    case "number":
      return new NumberField(form);
    case "order":
      return new OrderField(form);
    case "match":
      return new MatchField(form);
    case "patches":
      return new PatchField(form);
    case "curve":
      return new CurveField(form);
  }
  throw new Error(`${form.id}: there is no kind of prediction “${form.dataset.kind}”`);
}

class ChoiceField implements Field {
  readonly #form: HTMLFormElement;
  constructor(form: HTMLFormElement) {
    this.#form = form;
  }
  value(): string {
    return this.#form.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
  }
  accepts(value: string): boolean {
    return this.#form.querySelector(`input[value="${CSS.escape(value)}"]`) !== null;
  }
  answers(right: string): boolean {
    return this.accepts(right);
  }
  restore(value: string): void {
    const input = this.#form.querySelector<HTMLInputElement>(`input[value="${CSS.escape(value)}"]`);
    if (input) input.checked = true;
  }
  reset(): void {
    this.#form.reset();
    for (const label of this.#form.querySelectorAll(".options label")) label.classList.remove("solution");
  }
  reveal(right: string): void {
    const input = this.#form.querySelector<HTMLInputElement>(`input[value="${CSS.escape(right)}"]`);
    input?.closest("label")?.classList.add("solution");
  }
}

/** A text field: what browsers make of “0,5” or “1 000” in a number field depends on their language, or is nothing. */
class NumberField implements Field {
  readonly #input: HTMLInputElement;
  readonly #range: { min: number; max: number };
  readonly #problem: HTMLElement;
  constructor(form: HTMLFormElement) {
    this.#input = form.querySelector("input")!;
    this.#range = { min: Number(form.dataset.min), max: Number(form.dataset.max) };
    this.#problem = make("p", { class: "problem", id: `${form.id}-problem`, role: "alert" });
    form.querySelector("fieldset")!.append(this.#problem);
    this.#input.setAttribute("aria-describedby", this.#problem.id);
    this.#input.addEventListener("input", () => this.#say(""));
  }
  value(): string {
    return String(readNumber(this.#input.value) ?? this.#input.value.trim());
  }
  accepts(value: string): boolean {
    return this.answers(value) && numberProblem(value, this.#range) === undefined;
  }
  answers(right: string): boolean {
    return right.trim() !== "" && Number.isFinite(Number(right));
  }
  problem(): string | undefined {
    const words = numberProblem(this.#input.value, this.#range);
    this.#say(words ?? "");
    if (words) this.#input.focus();
    return words;
  }
  #say(words: string): void {
    this.#problem.textContent = words;
    if (words) this.#input.setAttribute("aria-invalid", "true");
    else this.#input.removeAttribute("aria-invalid");
  }
  restore(value: string): void {
    this.#input.value = value;
  }
  reset(): void {
    this.#input.value = "";
    this.#say("");
  }
}

class OrderField implements Field {
  readonly #list: HTMLElement;
  readonly #first: Element[];
  /** Says where an entry has come to, for who does not see it move. */
  readonly #moved = make("p", { class: "unseen", role: "status" });
  constructor(form: HTMLFormElement) {
    this.#list = form.querySelector<HTMLElement>(".order")!;
    this.#first = [...this.#list.children];
    for (const item of this.#first) {
      const name = item.textContent?.trim() ?? "";
      const say = () => {
        const items = [...this.#list.children];
        this.#moved.textContent = `“${name}” is ${items.indexOf(item) + 1} of ${items.length}.`;
      };
      item.append(mover("↑", `Move “${name}” up`, item, -1, say), mover("↓", `Move “${name}” down`, item, 1, say));
    }
    this.#list.after(this.#moved);
  }
  value(): string {
    return [...this.#list.children].map((item) => (item as HTMLElement).dataset.value).join(" ");
  }
  accepts(value: string): boolean {
    return value.split(" ").sort().join(" ") === this.value().split(" ").sort().join(" ");
  }
  answers(right: string): boolean {
    return this.accepts(right);
  }
  restore(value: string): void {
    for (const item of value.split(" ")) {
      const entry = this.#list.querySelector(`li[data-value="${CSS.escape(item)}"]`);
      if (entry) this.#list.append(entry);
    }
  }
  reset(): void {
    this.#list.append(...this.#first);
    this.#moved.textContent = "";
    for (const item of this.#first) unmark(item);
  }
  reveal(right: string): void {
    const wanted = right.split(" ");
    for (const [i, item] of [...this.#list.children].entries()) {
      const place = wanted.indexOf((item as HTMLElement).dataset.value!);
      mark(item, place === i, place === i ? "Right." : `Belongs at ${place + 1}.`);
    }
  }
}
/** Up and down buttons at each entry: works by click, touch and keyboard alike. */
function mover(sign: string, label: string, item: Element, by: -1 | 1, moved: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = sign;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    if (by < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    button.focus();
    moved();
  });
  return button;
}

class MatchField implements Field {
  readonly #rows: HTMLElement[];
  constructor(form: HTMLFormElement) {
    this.#rows = [...form.querySelectorAll<HTMLElement>(".match > li")];
  }
  value(): string {
    return this.#rows.map((row) => row.querySelector("select")!.value || "-").join(" ");
  }
  accepts(value: string): boolean {
    const choices = value.split(" ");
    const offered = (row: HTMLElement, choice: string) =>
      [...row.querySelector("select")!.options].some((option) => option.value === choice);
    return choices.length === this.#rows.length && this.#rows.every((row, i) => offered(row, choices[i]!));
  }
  answers(right: string): boolean {
    return this.accepts(right);
  }
  restore(value: string): void {
    for (const [i, choice] of value.split(" ").entries()) {
      const select = this.#rows[i]?.querySelector("select");
      if (select) select.value = choice === "-" ? "" : choice;
    }
  }
  reset(): void {
    for (const row of this.#rows) {
      row.querySelector("select")!.value = "";
      unmark(row);
    }
  }
  reveal(right: string): void {
    const wanted = right.split(" ");
    for (const [i, row] of this.#rows.entries()) {
      const select = row.querySelector("select")!;
      const met = select.value === wanted[i];
      const rightly = select.querySelector(`option[value="${CSS.escape(wanted[i] ?? "")}"]`)?.textContent ?? "";
      mark(row, met, [met ? "Right." : `It is: ${rightly}.`, row.dataset.reply].filter(Boolean).join(" "));
    }
  }
}

/** Whether a row was right, in colour and in words. */
function mark(row: Element, right: boolean, words: string): void {
  unmark(row);
  row.classList.add(right ? "right" : "off");
  row.append(make("p", { class: "reply" }, words));
}
function unmark(row: Element): void {
  row.classList.remove("right", "off");
  row.querySelector(".reply")?.remove();
}
