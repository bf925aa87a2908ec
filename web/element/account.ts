// What the figure says in words and numbers: kept up to date below the picture, told to the page, open on paper.

import { make } from "../dom/make.js";
import type { WidgetResult } from "./events.js";
import type { State } from "./types.js";
import type { View } from "./view.js";

/** The figure as far as its account goes. */
export interface Told {
  readonly state: State;
  /** To describe it now would mean to finish at once what it still computes. */
  readonly working: boolean;
  readonly visible: boolean;
  describe(): string;
  numbers(): string[][];
}

/** For courses that record what a learner has found: the picture has settled into something else. */
export const announceFor = (element: HTMLElement, told: Told) => (description: string) => {
  const detail: WidgetResult = { state: told.state, description };
  element.dispatchEvent(new CustomEvent("result", { bubbles: true, composed: true, detail }));
};

const settled = 300; // milliseconds

export class Account {
  readonly #view: View;
  readonly #told: Told;
  readonly #announce: (description: string) => void;
  readonly #signal: AbortSignal;
  #changed = false; // by the reader, since it was ready
  #telling: ReturnType<typeof setTimeout> | undefined;
  #afterPrint: (() => void) | undefined;

  constructor(view: View, told: Told, announce: (description: string) => void, signal: AbortSignal) {
    this.#view = view;
    this.#told = told;
    this.#announce = announce;
    this.#signal = signal;
    view.details.addEventListener("toggle", () => this.#afterPrint || this.#tell(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#telling));
  }

  /** The reader has changed something. */
  changed(): void {
    this.#changed = true;
    this.soon();
  }

  soon(): void {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      if (!this.#told.working) this.#tell();
      else if (this.#told.visible) this.soon(); // off screen nothing goes on; coming into view asks again
    }, settled);
  }

  /** Brings the text alternative, and the table while it is open, up to date. */
  #tell(): void {
    if (this.#signal.aborted) return;
    const { account, details, tableBox } = this.#view;
    const before = account.textContent;
    const description = this.#told.describe();
    account.textContent = description;
    // The first words tell how it begins; they are news only if the reader was quicker.
    if (before !== description && (before || this.#changed)) this.#announce(description);
    if (details.open) fillTable(tableBox, this.#told.numbers());
  }

  // --- paper ---

  listen(): void {
    for (const type of ["beforeprint", "afterprint"]) window.addEventListener(type, this.#print);
  }
  unlisten(): void {
    for (const type of ["beforeprint", "afterprint"]) window.removeEventListener(type, this.#print);
  }
  readonly #print = (event: Event): void => {
    this.#afterPrint?.();
    this.#afterPrint = undefined;
    if (event.type === "beforeprint")
      this.#afterPrint = openForPaper(this.#view, this.#told.describe(), this.#told.numbers());
  };
}

/** Words and numbers lie open on paper, as many as a figure bears; gives the way back. */
function openForPaper(view: View, words: string, rows: string[][]): () => void {
  const open = view.details.open;
  view.account.textContent = words.split("\n").slice(0, 6).join("\n");
  view.details.open = true;
  fillTable(view.tableBox, rows, 24);
  return () => {
    view.details.open = open;
  };
}

/** A real table of at most `most` rows. */
function fillTable(box: HTMLElement, rows: string[][], most = 200): void {
  const [head = [], ...body] = rows;
  const row = (tag: "th" | "td", texts: string[], attributes = {}) =>
    make("tr", {}, ...texts.map((text) => make(tag, attributes, text)));
  const top = make("thead", {}, row("th", head, { scope: "col" }));
  const rest = make("tbody", {}, ...body.slice(0, most).map((texts) => row("td", texts)));
  box.replaceChildren(make("table", {}, top, rest));
  if (body.length > most) box.append(make("p", {}, `${body.length - most} further rows are in the saved numbers.`));
}
