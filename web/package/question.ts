// <lesson-question>: a question of the course's own beside a widget. The learner commits, then reads the verdict; the
// event `lesson-answer` carries both, so that the course can record them.
//   <lesson-question id="steps" kind="number" right="28" near="3" unit="steps">How many …?</lesson-question>
//   <lesson-question id="why" kind="choice" right="1">Why …? <option>…</option><option>…</option></lesson-question>

import { make } from "../dom/make.js";
import { keepKeys } from "../element/keys.js";
import { score } from "../lesson/client/score.js";

/** Detail of `lesson-answer`; also what the lesson page's own predictions tell. */
export interface LessonAnswer {
  id: string;
  kind: string;
  question: string;
  given: string;
  right: string;
  correct: boolean;
  /** 0 to 1 */
  points: number;
  /** The verdict as the learner reads it. */
  words: string;
}

export interface LessonQuestionElement extends HTMLElement {
  /** What was committed; undefined before. */
  readonly answer: LessonAnswer | undefined;
  /** Asks anew. */
  reset(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "lesson-question": LessonQuestionElement;
  }
  interface GlobalEventHandlersEventMap {
    "lesson-answer": CustomEvent<LessonAnswer>;
  }
}

type Kind = "choice" | "number";

const css = `
:host { display: block; color: var(--lesson-text, inherit); }
:host([hidden]) { display: none; }
fieldset { margin: 0; padding: 0.75rem 1rem; border: 1px solid var(--lesson-line, #8888); border-radius: 6px; }
legend { padding: 0 0.4em; font-weight: 600; }
label { display: flex; gap: 0.6em; align-items: baseline; min-height: 1.75rem; }
input[type="number"] { width: 8em; font: inherit; }
button { min-height: 2.25rem; margin-block-start: 0.5rem; padding: 0.2em 1em; font: inherit; }
p { margin: 0.5rem 0 0; }
@media (pointer: coarse) { input[type="number"] { font-size: max(16px, 1em); } } /* below that, phones enlarge the page */
.right { color: var(--lesson-good, #2b6e3f); }
`;

/** Words of the question without its options. */
const wordsOf = (host: HTMLElement) =>
  [...host.childNodes]
    .filter((node) => !(node instanceof HTMLOptionElement))
    .map((node) => node.textContent ?? "")
    .join("")
    .trim();

// A server that renders a page imports this, too, and knows no elements.
const Base = typeof HTMLElement === "undefined" ? (class {} as typeof HTMLElement) : HTMLElement;

class LessonQuestion extends Base implements LessonQuestionElement {
  readonly #form = make("form", { novalidate: "" });
  readonly #verdict = make("p");
  #answer: LessonAnswer | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    keepKeys(root);
    this.#verdict.setAttribute("role", "status");
    // Not by submission, which sandboxed frames forbid: Enter presses the button, too.
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    root.append(this.#form, this.#verdict);
  }

  connectedCallback(): void {
    if (this.#form.childElementCount === 0) this.reset();
    this.#written.observe(this, { childList: true, characterData: true, subtree: true });
  }
  disconnectedCallback(): void {
    this.#written.disconnect();
  }

  /** Its words and options may come after it: the page is still being read, or a framework fills it. */
  readonly #written = new MutationObserver(() => {
    if (this.#answer) return;
    const given = new FormData(this.#form).get("given");
    this.reset();
    for (const field of this.#form.querySelectorAll<HTMLInputElement>("[name=given]"))
      if (field.type === "radio") field.checked = field.value === given;
      else field.value = String(given ?? "");
  });

  get answer(): LessonAnswer | undefined {
    return this.#answer;
  }

  reset(): void {
    this.#answer = undefined;
    this.#verdict.textContent = "";
    const fields = this.#kind === "choice" ? this.#choices() : [this.#number()];
    const legend = make("legend", {}, wordsOf(this));
    const commit = make("button", { type: "submit" }, "Commit");
    commit.addEventListener("click", (event) => {
      event.preventDefault();
      this.#commit();
    });
    this.#form.replaceChildren(make("fieldset", {}, legend, ...fields, commit));
  }

  get #kind(): Kind {
    return this.getAttribute("kind") === "choice" ? "choice" : "number";
  }
  get #options(): HTMLOptionElement[] {
    return [...this.querySelectorAll("option")];
  }
  #choices(): Node[] {
    return this.#options.map((option, i) => {
      const radio = make("input", { type: "radio", name: "given", value: String(i) });
      return make("label", {}, radio, option.textContent ?? "");
    });
  }
  #number(): Node {
    const unit = document.createTextNode(this.getAttribute("unit") ?? "");
    const field = make("input", { type: "number", name: "given", step: "any", "aria-label": "Your answer" });
    return make("label", {}, field, unit);
  }

  #commit(): void {
    const given = String(new FormData(this.#form).get("given") ?? "");
    const right = this.getAttribute("right") ?? "";
    const near = Number(this.getAttribute("near") ?? 0);
    const replies = Object.fromEntries(this.#options.map((option, i) => [String(i), option.dataset.reply]));
    const unit = this.getAttribute("unit") ?? undefined;
    const verdict = score({ kind: this.#kind, right, near, unit, replies }, given);
    if (!verdict) {
      this.#verdict.textContent = this.#kind === "choice" ? "Choose one first." : "Give a number first.";
      return;
    }
    this.#form.querySelector("fieldset")!.disabled = true;
    this.#verdict.textContent = verdict.words;
    this.#verdict.classList.toggle("right", verdict.right);
    const [id, kind, question] = [this.id, this.#kind, wordsOf(this)];
    this.#answer = {
      id,
      kind,
      question,
      given,
      right,
      correct: verdict.right,
      points: verdict.points,
      words: verdict.words,
    };
    this.dispatchEvent(new CustomEvent("lesson-answer", { detail: this.#answer, bubbles: true, composed: true }));
  }
}

if (typeof customElements !== "undefined" && !customElements.get("lesson-question"))
  customElements.define("lesson-question", LessonQuestion);
