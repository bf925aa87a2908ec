// Words that show something in a figure: a press puts the figure into their state, brings it into view where it is not,
// and says what it shows now. The focus stays with the words, so that reading goes on from there.

import { make } from "../../dom/make.js";
import type { LessonWidgetElement } from "../../element/lesson-widget.js";
import type { State } from "../../element/types.js";
import { veilOf } from "./veils.js";

export function startShows(page: Document): void {
  const all = [...page.querySelectorAll<HTMLAnchorElement>("a.show")];
  if (all.length === 0) return;
  const said = make("p", { class: "show-said", role: "status" });
  page.body.append(said);
  for (const word of all)
    word.addEventListener("click", (event) => {
      event.preventDefault();
      show(page, all, word, said);
    });
  page.addEventListener("statechange", ({ target }) => mark(all, target as LessonWidgetElement));
}

async function show(page: Document, all: HTMLAnchorElement[], word: HTMLAnchorElement, said: HTMLElement) {
  const figure = page.getElementById(ofWhich(word)) as LessonWidgetElement;
  said.textContent = "";
  try {
    await bring(figure);
    figure.state = wanted(word);
    mark(all, figure);
    const veiled = veilOf(figure)?.querySelector("p")?.textContent;
    said.textContent = `${figure.label}: ${veiled ?? figure.describe()}`;
    flash(figure);
  } catch (error) {
    said.textContent = error instanceof Error ? error.message : String(error);
  }
}

const ofWhich = (word: HTMLAnchorElement) => word.hash.slice(1);
const wanted = (word: HTMLAnchorElement) => JSON.parse(word.dataset.state!) as State;

/** In view and ready. What loads above it moves it, so it is looked for again once it is there. */
async function bring(figure: LessonWidgetElement): Promise<void> {
  const intoView = () => {
    const { top, bottom } = figure.getBoundingClientRect();
    if (top < 0 || top > 0.6 * window.innerHeight || bottom < 0) figure.scrollIntoView({ block: "start" });
  };
  intoView();
  await figure.ready;
  intoView();
}

/** The words whose state the figure is in are the current ones of their figure. */
function mark(all: HTMLAnchorElement[], figure: LessonWidgetElement): void {
  for (const word of all.filter((one) => ofWhich(one) === figure.id)) {
    if (isIn(figure.state, wanted(word))) word.setAttribute("aria-current", "true");
    else word.removeAttribute("aria-current");
  }
}

/** Numbers come back from the figure as it holds them, in single precision. */
function isIn(state: State, wanted: State): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const held = state[key];
    if (typeof value === "number" && typeof held === "number") return Math.fround(value) === Math.fround(held);
    return held === value;
  });
}

function flash(figure: HTMLElement): void {
  figure.removeAttribute("data-shown");
  void figure.offsetWidth; // begins anew where it is still under way
  figure.setAttribute("data-shown", "");
}
