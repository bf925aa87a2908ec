// One prediction: the answer stays folded until the reader has committed to one of their own; then it is worked out,
// scored and kept. Verdicts are read out.

import { complete, type Question, score, type Verdict } from "../score.js";
import { type Field, fieldOf } from "./fields.js";
import type { Kept } from "./kept.js";

/** What a live computation gives. */
export interface Worked {
  right: string;
  /** Lines of the working: what, and its value. */
  lines: [string, string][];
}
export type WorkOut = (name: string, form: HTMLFormElement) => Promise<Worked>;

export class Prediction {
  readonly id: string;
  readonly title: string;
  readonly kind: Question["kind"];
  readonly #form: HTMLFormElement;
  readonly #question: Question;
  readonly #field: Field;
  readonly #workOut: WorkOut;
  readonly #button: HTMLButtonElement;
  readonly #verdict: HTMLElement;
  readonly #worked: HTMLElement;
  readonly #answer: HTMLDetailsElement;
  /** Told what to keep. */
  committed: (kept: Kept) => void = () => {};

  constructor(form: HTMLFormElement, workOut: WorkOut) {
    this.#form = form;
    this.#workOut = workOut;
    this.id = form.id;
    this.#question = readQuestion(form);
    this.kind = this.#question.kind;
    this.title = (form.querySelector("legend .question")?.textContent ?? "").trim();
    this.#field = fieldOf(form);
    this.#button = form.querySelector<HTMLButtonElement>("button.primary")!;
    this.#verdict = form.querySelector<HTMLElement>(".verdict")!;
    this.#worked = form.querySelector<HTMLElement>(".worked")!;
    this.#answer = form.querySelector<HTMLDetailsElement>("details.answer")!;
    form.noValidate = true;
    // Not by submission, which sandboxed frames forbid: Enter presses the button, too.
    form.addEventListener("submit", (event) => event.preventDefault());
    this.#button.addEventListener("click", (event) => {
      event.preventDefault();
      this.#commit();
    });
    for (const type of ["input", "change"]) form.addEventListener(type, () => this.#ready());
    this.#lock();
  }

  get isCommitted(): boolean {
    return this.#form.classList.contains("done");
  }

  /** Shows an answer given earlier; false, and nothing shown, where it is none that this question can have. */
  restore(kept: Kept): boolean {
    try {
      if (!this.#fits(kept)) return false;
      this.#field.restore(kept.given);
      this.#show(kept, false);
      return true;
    } catch {
      this.reset();
      return false;
    }
  }
  #fits(kept: Kept): boolean {
    if (!this.#field.accepts(kept.given) || !complete(this.#question, kept.given)) return false;
    if (this.#live && kept.right !== undefined && !this.#field.answers(kept.right)) return false;
    const verdict = this.outcome(kept);
    return verdict === undefined || Number.isFinite(verdict.points);
  }

  reset(): void {
    this.#field.reset();
    this.#field.lock?.(false);
    this.#verdict.textContent = "";
    this.#worked.hidden = true;
    this.#form.classList.remove("right", "off", "done");
    this.#form.querySelector("fieldset")!.disabled = false;
    this.#lock();
  }

  /** An answer as the reader would say it; "" where the verdict repeats it. */
  inWords(given: string): string {
    if (this.kind !== "choice") return "";
    const option = this.#form.querySelector(`input[value="${CSS.escape(given)}"]`)?.closest("label");
    return `${option?.textContent?.trim().replace(/[.]$/, "") ?? given}.`;
  }
  outcome(kept: Kept): Verdict | undefined {
    return score(this.#asked(kept), kept.given);
  }
  rightAnswer(kept: Kept): string {
    return this.#asked(kept).right;
  }

  /** Only what the page worked out is taken from what was kept. */
  #asked(kept: Kept): Question {
    const { right } = kept;
    return right === undefined || !this.#live ? this.#question : { ...this.#question, right };
  }
  get #live(): boolean {
    return this.#form.dataset.live !== undefined;
  }
  #lock(): void {
    this.#answer.open = false;
    this.#answer.hidden = true;
    this.#button.hidden = false;
    this.#button.textContent = "Commit";
    this.#ready();
  }
  /** A field that can say what is wrong with an answer may be committed as soon as there is one. */
  #ready(): void {
    const given = this.#field.value();
    this.#button.disabled = this.#field.problem ? given === "" : !complete(this.#question, given);
  }

  async #commit(): Promise<void> {
    const given = this.#field.value();
    if (this.#button.disabled || (!this.isCommitted && this.#field.problem?.())) return;
    this.#close();
    const kept: Kept = { given, at: new Date().toISOString() };
    const problem = await this.#workOutLive(kept);
    if (!this.isCommitted) return; // forgotten in the meantime
    this.#show(kept, true, problem);
    this.committed(kept);
  }

  /** Fills in what the page computes; answers why it could not. */
  async #workOutLive(kept: Kept): Promise<string | undefined> {
    const { live } = this.#form.dataset;
    if (!live) return undefined;
    this.#verdict.textContent = "Working it out on this machine …";
    try {
      const { right, lines } = await this.#workOut(live, this.#form);
      Object.assign(kept, { right, worked: lines });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #close(): void {
    this.#form.classList.add("done");
    this.#form.querySelector("fieldset")!.disabled = true;
    this.#field.lock?.(true);
    this.#button.hidden = true;
  }
  /** What the page could not work out may be tried again: the answer itself stays as it was given. */
  #offerAgain(): void {
    this.#button.textContent = "Work it out again";
    this.#button.hidden = false;
    this.#button.disabled = false;
  }

  #show(kept: Kept, fresh: boolean, problem?: string): void {
    this.#close();
    const verdict = this.outcome(kept);
    const unworked = this.#form.dataset.live !== undefined && kept.right === undefined && kept.at !== undefined;
    const sorry = unworked && `It could not be worked out in this browser. ${problem ?? ""}`;
    this.#verdict.textContent = [verdict?.words, sorry].filter(Boolean).join(" ").trim();
    if (unworked) this.#offerAgain();
    if (verdict) this.#form.classList.add(verdict.right ? "right" : "off");
    if (verdict) this.#field.reveal?.(this.rightAnswer(kept));
    this.#showWorking(kept.worked);
    this.#answer.hidden = false;
    this.#answer.open = fresh;
    if (fresh) this.#answer.querySelector("summary")?.focus({ preventScroll: true });
  }

  #showWorking(lines: [string, string][] | undefined): void {
    this.#worked.hidden = !lines?.length;
    if (!lines?.length) return;
    const list = document.createElement("dl");
    for (const [what, value] of lines) {
      const row = document.createElement("div");
      const [term, description] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = what;
      description.textContent = value;
      row.append(term, description);
      list.append(row);
    }
    const badge = document.createElement("p");
    badge.className = "badge";
    badge.textContent = "computed on this machine";
    this.#worked.replaceChildren(badge, list);
  }
}

function readQuestion(form: HTMLFormElement): Question {
  const { kind, right, near, unit, min, max } = form.dataset;
  const replies = [...form.querySelectorAll<HTMLElement>(".options label")].map(
    (label) => [label.querySelector("input")!.value, label.dataset.reply] as const,
  );
  return {
    kind: kind as Question["kind"],
    right: right ?? "",
    near: near ? Number(near) : undefined,
    unit,
    replies: Object.fromEntries(replies),
    range: min && max ? { min: Number(min), max: Number(max) } : undefined,
  };
}
