// A figure that would answer a prediction is covered until the reader has committed to an answer, or looks anyway.

import { make } from "../../dom/make.js";
import { isTexts, type Store, whole } from "./store.js";

const key = "looked-at";

export function startVeils(page: Document, store: Store): void {
  const looked = new Set(store.read(key, whole(isTexts)));
  const figures = new Map<string, HTMLFormElement[]>();
  for (const form of page.querySelectorAll<HTMLFormElement>("form.predict[data-veils]"))
    for (const id of form.dataset.veils!.split(" ")) figures.set(id, [...(figures.get(id) ?? []), form]);
  // Whoever was sent to a figure in some state is to see that.
  const sent = /^#([\w-]+):/.exec(page.location.hash)?.[1];
  if (sent) looked.add(sent);
  const look = (id: string) => {
    looked.add(id);
    store.write(key, [...looked]);
    show();
    const figure = page.getElementById(id)!;
    (figure.querySelector("button") ?? figure).focus({ preventScroll: true });
  };
  const show = () => {
    for (const [id, forms] of figures) {
      const asked = forms.find((form) => !form.classList.contains("done"));
      veil(page.getElementById(id)!, looked.has(id) ? undefined : asked, () => look(id));
    }
  };
  show();
  for (const type of ["lesson-answer", "lesson-restored"]) page.addEventListener(type, show);
  page.addEventListener("lesson-reset", () => {
    looked.clear();
    store.write(key, undefined);
    show();
  });
}

/** The veil over a figure, if one lies there. */
export const veilOf = (inFigure: Element) => frameOf(inFigure).querySelector<HTMLElement>(":scope > .veil");

const frameOf = (inFigure: Element) => inFigure.closest<HTMLElement>("figure")!;

/** Covers a figure with the prediction that it would answer; `undefined`: uncovers it. */
function veil(inFigure: Element, asked: HTMLFormElement | undefined, look: () => void): void {
  const frame = frameOf(inFigure);
  const there = veilOf(inFigure);
  if (there?.dataset.asked === asked?.id) return;
  there?.remove();
  for (const part of frame.children) part.toggleAttribute("inert", asked !== undefined);
  frame.classList.toggle("veiled", asked !== undefined);
  if (!asked) return;
  const link = make("a", { href: `#${asked.id}` }, "a prediction");
  const button = make("button", { type: "button" }, "Look anyway");
  button.addEventListener("click", look);
  const words = make("p", {}, "What stands here answers ", link, ".");
  frame.append(make("div", { class: "veil", "data-asked": asked.id }, make("div", {}, words, button)));
}
