// The first screen: its words show which patches read them, and its field and button have another prompt painted here.

import { make } from "../../dom/make.js";
import type { ModelRun } from "../../element/tiny-sd3.js";

/** Of each word what each patch reads of it, 0 to 1 of the patch that reads it most. */
type Readings = [word: string, patches: number[]][];

export function startOpening(page: Document): void {
  const figure = page.querySelector<HTMLElement>(".opening-figure");
  if (figure) new Opening(figure);
}

class Opening {
  readonly #figure: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #prompt: HTMLElement;
  readonly #state: HTMLElement;
  readonly #field: HTMLInputElement;
  readonly #button: HTMLButtonElement;
  readonly #veil = make("canvas", { class: "opening-veil", "aria-hidden": "true" });
  #running: AbortController | undefined;

  constructor(figure: HTMLElement) {
    this.#figure = figure;
    this.#stage = figure.querySelector<HTMLElement>(".opening-stage")!;
    this.#prompt = figure.querySelector<HTMLElement>(".opening-prompt")!;
    this.#state = figure.querySelector<HTMLElement>(".opening-state")!;
    const form = figure.querySelector("form")!;
    this.#field = form.querySelector("input")!;
    this.#button = form.querySelector("button")!;
    this.#stage.append(this.#veil);
    this.#lay(undefined);
    this.#showWords(recorded(figure.dataset.reads!));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#press();
    });
    this.#field.disabled = this.#button.disabled = false; // without this script they do nothing
  }

  #press(): void {
    const prompt = this.#field.value.trim();
    if (this.#running) this.#running.abort(new Error("Stopped."));
    else if (prompt) this.#paint(prompt);
    else this.#state.textContent = "The prompt is empty.";
  }

  async #paint(prompt: string): Promise<void> {
    this.#running = new AbortController();
    this.#button.textContent = "Stop";
    this.#state.textContent = "Fetching the model …";
    try {
      await this.#run(prompt, this.#running.signal);
    } catch (error) {
      this.#state.textContent = error instanceof Error ? error.message : String(error);
    }
    this.#running = undefined;
    this.#button.textContent = "Paint it here";
  }

  async #run(prompt: string, signal: AbortSignal): Promise<void> {
    const [{ tinySd3 }, { dataUrl }] = await Promise.all([import("./live/sources.js"), import("./pictures.js")]);
    const image = make("img", { width: "64", height: "64", alt: `The tiny SD3’s picture for “${prompt}”` });
    const progress = (run: ModelRun) => {
      const picture = run.picture ?? run.steps.at(-1)?.preview;
      if (!picture) return;
      image.src = dataUrl(picture);
      if (!image.isConnected) this.#begin(prompt, image);
      this.#state.textContent = `Step ${run.steps.length} of ${run.start!.request.steps}.`;
    };
    const run = await tinySd3.run({ prompt, seed: Number(this.#figure.dataset.seed) }, { signal, progress });
    const { block, head } = this.#figure.dataset;
    this.#showWords(readingsOf(run, Number(block), Number(head)));
    const unknown = run.start!.unknown_words;
    this.#state.textContent = `Painted on this machine.${unknown.length > 0 ? ` It does not know: ${unknown.join(", ")}.` : ""} Press a word.`;
  }

  /** The first picture of a run takes the place of what was there. */
  #begin(prompt: string, image: HTMLImageElement): void {
    this.#stage.replaceChildren(image, this.#veil);
    this.#lay(undefined);
    this.#prompt.textContent = prompt;
    this.#figure.querySelector(".badge")!.textContent = "live";
  }

  #showWords(readings: Readings): void {
    if (readings.length === 0) return;
    const words = readings.map(([word, patches]) => {
      const button = make("button", { type: "button", "aria-pressed": "false" }, word);
      button.addEventListener("click", () => this.#pressWord(button, word, patches));
      return button;
    });
    this.#prompt.replaceChildren(...words.flatMap((word, i) => (i > 0 ? [" ", word] : [word])));
  }

  #pressWord(button: HTMLButtonElement, word: string, patches: number[]): void {
    const chosen = button.getAttribute("aria-pressed") !== "true";
    for (const other of this.#prompt.querySelectorAll("button")) other.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", String(chosen));
    this.#lay(chosen ? patches : undefined);
    this.#state.textContent = chosen ? `“${word}”: ${placeOf(patches)} reads it the most.` : "";
  }

  /** Over the picture, the less a patch reads the word the darker. */
  #lay(patches: number[] | undefined): void {
    const side = Math.round(Math.sqrt(patches?.length ?? 0));
    this.#veil.hidden = !patches;
    if (!patches) return;
    this.#veil.width = this.#veil.height = side;
    const context = this.#veil.getContext("2d")!;
    for (const [i, share] of patches.entries()) {
      context.fillStyle = `rgb(0 0 0 / ${0.85 * (1 - share)})`;
      context.fillRect(i % side, Math.floor(i / side), 1, 1);
    }
  }
}

/** "crane 09f…, river …", a digit a patch (blocks/opening.tsx). */
function recorded(text: string): Readings {
  if (!text) return [];
  return text.split(",").map((one) => {
    const [word, digits] = one.split(" ") as [string, string];
    return [word, [...digits].map((digit) => Number.parseInt(digit, 16) / 15)];
  });
}

/** In one head, at the run's last step. */
function readingsOf(run: ModelRun, block: number, head: number): Readings {
  const { labels, words } = run.start!;
  return Array.from({ length: words }, (_, i): Readings[number] => {
    const weights = run.imageReads(i + 1, block, head) ?? new Float64Array(); // after the mark of the beginning
    const most = weights.reduce((a, b) => Math.max(a, b), 0);
    return [labels[i + 1]!, [...weights].map((weight) => weight / most)];
  });
}

function placeOf(patches: number[]): string {
  const at = patches.indexOf(Math.max(...patches));
  const side = Math.round(Math.sqrt(patches.length));
  return `the patch in row ${Math.floor(at / side) + 1}, column ${(at % side) + 1} of ${side}`;
}
