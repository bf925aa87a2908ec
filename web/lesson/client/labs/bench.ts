// A lab's bench: locked until the reader has predicted; then a press runs the model, shows figure and table, and
// gives them to keep. Results outlive a reload as words and numbers; pictures are computed again by another press.

import { copyLink } from "../../../dom/copy-link.js";
import { make } from "../../../dom/make.js";
import { scrolling, table } from "../dom.js";
import { readNumber } from "../read-number.js";
import { csv, saveFile } from "../save.js";
import { isRecord, isText, type Store, whole } from "../store.js";

/** What a lab's experiment gives. */
export interface LabResult {
  /** The finding in a sentence or two; read out. */
  words: string;
  figure?: SVGElement;
  /** Further things to look into, below the figure. */
  more?: HTMLElement;
  caption: string;
  /** A row of names, then rows of values. */
  rows: (string | number)[][];
  /** How many of the rows the page shows; the saved numbers hold all. */
  shown?: number;
}

export interface Experiment {
  prompt: string;
  seed: number;
  dataset: DOMStringMap;
  signal: AbortSignal;
  /** 0 to 1, with words for what is being done. */
  progress(share: number, words: string): void;
}

/** Detail of the event `lesson-lab`, which bubbles from a bench when its experiment has run. */
export interface LessonLab {
  lesson: string;
  id: string;
  words: string;
  rows: (string | number)[][];
}
declare global {
  interface DocumentEventMap {
    "lesson-lab": CustomEvent<LessonLab>;
  }
}

type Kept = Pick<LabResult, "words" | "rows" | "caption" | "shown"> & { prompt: string; seed: string };

const isCell = (cell: unknown) => isText(cell) || (typeof cell === "number" && Number.isFinite(cell));
const isRow = (row: unknown) => Array.isArray(row) && row.length > 0 && row.every(isCell);
const isKept = (kept: unknown): kept is Kept =>
  isRecord(kept) &&
  [kept.words, kept.caption, kept.prompt, kept.seed].every((text) => isText(text)) &&
  (kept.shown === undefined || (Number.isInteger(kept.shown) && Number(kept.shown) >= 0)) &&
  Array.isArray(kept.rows) &&
  kept.rows.length > 0 &&
  kept.rows.every(isRow);

export class Bench {
  readonly #root: HTMLElement;
  readonly #run: (name: string, experiment: Experiment) => Promise<LabResult>;
  readonly #store: Store;
  readonly #lesson: string;
  readonly #button: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #state: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #place: HTMLElement;
  readonly #keep: HTMLElement;
  readonly #poster: Node[];
  #abort: AbortController | undefined;
  #result: LabResult | undefined;

  constructor(
    root: HTMLElement,
    lesson: string,
    store: Store,
    run: (name: string, experiment: Experiment) => Promise<LabResult>,
  ) {
    this.#root = root;
    this.#lesson = lesson;
    this.#store = store;
    this.#run = run;
    const find = <E extends HTMLElement>(selector: string) => root.querySelector<E>(selector)!;
    this.#button = find<HTMLButtonElement>("button.primary");
    this.#stop = find<HTMLButtonElement>("button.stop");
    this.#state = find(".bench-state");
    this.#bar = find<HTMLProgressElement>("progress");
    this.#place = find(".bench-result");
    this.#keep = find(".bench-keep");
    this.#poster = [...this.#place.childNodes];
    this.#button.addEventListener("click", () => this.#start());
    this.#stop.addEventListener("click", () => this.#abort?.abort(new Error("Stopped.")));
    for (const button of this.#keep.querySelectorAll<HTMLButtonElement>("button"))
      button.addEventListener("click", () => this.#give(button.dataset.keep!));
    const kept = store.read(`lab-${root.id}`, whole(isKept));
    if (kept) this.#restore(kept);
    this.unlock();
  }

  /** Sees whether the prediction has been made. */
  unlock(): void {
    this.#button.disabled = !this.#open || this.#abort !== undefined;
    if (!this.#open) this.#say("Make the prediction above first; then this runs.");
    else if (!this.#result && !this.#abort) this.#say("Ready. The model runs on your own machine.");
  }

  get #open(): boolean {
    const { after } = this.#root.dataset;
    return !after || document.getElementById(after)?.classList.contains("done") === true;
  }

  forget(): void {
    this.#abort?.abort(new Error("Stopped."));
    this.#store.write(`lab-${this.#root.id}`, undefined);
    this.#result = undefined;
    this.#place.replaceChildren(...this.#poster);
    this.#keep.hidden = true;
    this.unlock();
  }

  get #prompt(): HTMLInputElement {
    return this.#root.querySelector<HTMLInputElement>('input[name="prompt"]')!;
  }
  get #seed(): HTMLInputElement {
    return this.#root.querySelector<HTMLInputElement>('input[name="seed"]')!;
  }
  #say(words: string): void {
    if (this.#state.textContent !== words) this.#state.textContent = words;
  }

  async #start(): Promise<void> {
    const problem = this.#problem();
    if (problem) return this.#say(problem);
    const abort = new AbortController();
    this.#abort = abort;
    this.#busy(true);
    try {
      const result = await this.#run(this.#root.dataset.bench!, this.#experiment(abort.signal));
      if (!this.#open) return;
      this.#show(result);
      this.#remember(result);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    } finally {
      this.#abort = undefined;
      this.#busy(false);
      if (!this.#open) this.unlock(); // forgotten while it ran
    }
  }

  /** What keeps the model from being asked. */
  #problem(): string | undefined {
    const { max, value } = this.#seed;
    const seed = readNumber(value);
    const bad = { prompt: this.#prompt.value.trim() === "", seed: !isSeed(seed, Number(max)) };
    this.#prompt.setAttribute("aria-invalid", String(bad.prompt));
    this.#seed.setAttribute("aria-invalid", String(bad.seed));
    if (bad.prompt) this.#prompt.focus();
    else if (bad.seed) this.#seed.focus();
    if (bad.prompt) return "The prompt is empty: write what should be painted.";
    return bad.seed ? `The seed is a whole number from 0 to ${max}.` : undefined;
  }

  #experiment(signal: AbortSignal): Experiment {
    return {
      prompt: this.#prompt.value.trim(),
      seed: Number(this.#seed.value),
      dataset: this.#root.dataset,
      signal,
      progress: (share, words) => {
        this.#bar.value = share;
        if (words !== this.#bar.dataset.words) this.#say(words);
        this.#bar.dataset.words = words;
      },
    };
  }

  #busy(busy: boolean): void {
    const focused = document.activeElement;
    this.#stop.hidden = !busy;
    this.#bar.hidden = !busy;
    this.#bar.value = 0;
    this.#button.disabled = busy;
    if (busy && focused === this.#button) this.#stop.focus();
    if (!busy && (focused === this.#stop || focused === document.body)) this.#button.focus({ preventScroll: true });
  }

  #show(result: LabResult, label = "live"): void {
    this.#result = result;
    this.#say(result.words);
    const head = result.rows[0]!.map(String);
    const body = result.rows.slice(1, 1 + (result.shown ?? result.rows.length)).map((row) => row.map(String));
    const figure = result.figure
      ? [make("figure", {}, result.figure, make("figcaption", {}, badge(label), ` ${result.caption}`))]
      : [];
    const numbers = scrolling(`The numbers: ${result.caption}`, table(result.caption, head, body));
    const folded = make("details", { class: "reveal bench-numbers" }, make("summary", {}, "The numbers"), numbers);
    if (!result.figure) (folded as HTMLDetailsElement).open = true;
    const earlier = result.figure
      ? []
      : [make("p", { class: "bench-poster" }, badge(label), " Run again for the figure.")];
    this.#place.replaceChildren(...figure, ...earlier, ...(result.more ? [result.more] : []), folded);
    this.#keep.hidden = false;
    this.#keep.querySelector<HTMLElement>('[data-keep="png"]')!.hidden = !result.figure;
  }

  #remember({ words, rows, caption, shown }: LabResult): void {
    const kept: Kept = { words, rows, caption, shown, prompt: this.#prompt.value, seed: this.#seed.value };
    this.#store.write(`lab-${this.#root.id}`, kept);
    const detail: LessonLab = { lesson: this.#lesson, id: this.#root.id, words, rows };
    this.#root.dispatchEvent(new CustomEvent("lesson-lab", { detail, bubbles: true, composed: true }));
  }
  #restore({ prompt, seed, ...kept }: Kept): void {
    this.#prompt.value = prompt;
    this.#seed.value = seed;
    this.#show(kept, "recorded, your earlier run");
  }

  async #give(what: string): Promise<void> {
    const result = this.#result;
    if (!result) return;
    if (what === "link") return this.#copyLink();
    try {
      const doubt = await this.#save(what, result);
      if (doubt) this.#say(doubt);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }
  async #save(what: string, { rows, figure }: LabResult): Promise<string | undefined> {
    const { id } = this.#root;
    if (what === "csv") return saveFile(`${id}.csv`, "text/csv;charset=utf-8", csv(rows));
    if (!figure) return undefined;
    const { pngOf } = await import("../pictures.js");
    return saveFile(`${id}.png`, "image/png", await pngOf(figure as SVGSVGElement));
  }

  async #copyLink(): Promise<void> {
    const link = new URL(
      `?${linkOf(this.#root.id, this.#prompt.value, this.#seed.value)}#${this.#root.id}`,
      location.href,
    ).href;
    this.#say(await copyLink(link, "Link copied: it opens this bench with its prompt and seed."));
  }

  /** Takes prompt and seed from a link to this bench; anything out of range is left. */
  takeLink(search: URLSearchParams): void {
    if (search.get("bench") !== this.#root.id) return;
    const prompt = search.get("prompt")?.slice(0, this.#prompt.maxLength);
    const seed = readNumber(search.get("seed") ?? "");
    if (prompt) this.#prompt.value = prompt;
    if (isSeed(seed, Number(this.#seed.max))) this.#seed.value = String(seed);
  }
}

const badge = (label: string) => make("span", { class: "badge" }, label);
const isSeed = (seed: number | undefined, max: number) =>
  seed !== undefined && Number.isInteger(seed) && seed >= 0 && seed <= max;
const linkOf = (bench: string, prompt: string, seed: string) =>
  new URLSearchParams({ bench, prompt, seed }).toString();
