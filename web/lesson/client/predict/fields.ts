// The ways to give an answer, each behind the same few verbs. All of them work by mouse, touch and keyboard.

import { CurveField } from "./curve.js";
import { PatchField } from "./patches.js";

/** How one kind of question takes its answer; values are strings as lesson/client/score.ts reads them. */
export interface Field {
  value(): string;
  restore(value: string): void;
  reset(): void;
  /** Shows the right answer beside the one given. */
  reveal?(right: string): void;
  /** Called once the answer can no longer be changed, or can be again. */
  lock?(locked: boolean): void;
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

class NumberField implements Field {
  readonly #input: HTMLInputElement;
  constructor(form: HTMLFormElement) {
    this.#input = form.querySelector("input")!;
  }
  value(): string {
    return this.#input.value;
  }
  restore(value: string): void {
    this.#input.value = value;
  }
  reset(): void {
    this.#input.value = "";
  }
}

class OrderField implements Field {
  readonly #list: HTMLElement;
  readonly #first: Element[];
  constructor(form: HTMLFormElement) {
    this.#list = form.querySelector<HTMLElement>(".order")!;
    this.#first = [...this.#list.children];
    for (const item of this.#first) {
      const name = item.textContent?.trim() ?? "";
      item.append(mover("↑", `Move “${name}” up`, item, -1), mover("↓", `Move “${name}” down`, item, 1));
    }
  }
  value(): string {
    return [...this.#list.children].map((item) => (item as HTMLElement).dataset.value).join(" ");
  }
  restore(value: string): void {
    for (const item of value.split(" ")) {
      const entry = this.#list.querySelector(`li[data-value="${CSS.escape(item)}"]`);
      if (entry) this.#list.append(entry);
    }
  }
  reset(): void {
    this.#list.append(...this.#first);
  }
}
/** Up and down buttons at each entry: works by click, touch and keyboard alike. */
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

class MatchField implements Field {
  readonly #rows: HTMLElement[];
  constructor(form: HTMLFormElement) {
    this.#rows = [...form.querySelectorAll<HTMLElement>(".match > li")];
  }
  value(): string {
    return this.#rows.map((row) => row.querySelector("select")!.value || "-").join(" ");
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
      row.classList.remove("right", "off");
      row.querySelector(".reply")?.remove();
    }
  }
  reveal(right: string): void {
    const wanted = right.split(" ");
    for (const [i, row] of this.#rows.entries()) {
      const select = row.querySelector("select")!;
      const met = select.value === wanted[i];
      row.classList.add(met ? "right" : "off");
      const reply = document.createElement("p");
      reply.className = "reply";
      const rightly = select.querySelector(`option[value="${wanted[i]}"]`)?.textContent ?? "";
      reply.textContent = [met ? "Right." : `It is: ${rightly}.`, row.dataset.reply].filter(Boolean).join(" ");
      row.append(reply);
    }
  }
}
