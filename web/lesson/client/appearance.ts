// Light, dark, or as the system says. Paper is always light.

import { type Store, whole } from "./store.js";

type Appearance = "auto" | "light" | "dark";
const isAppearance = (kept: unknown): kept is Appearance => kept === "auto" || kept === "light" || kept === "dark";

export function startAppearance(page: Document, store: Store): void {
  const root = page.documentElement;
  const buttons = [...page.querySelectorAll<HTMLButtonElement>("[data-appearance]")];
  const show = (appearance: Appearance) => {
    if (appearance === "auto") delete root.dataset.theme;
    else root.dataset.theme = appearance;
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.appearance === appearance));
  };
  let chosen = store.read("appearance", whole(isAppearance)) ?? "auto";
  show(chosen);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      chosen = button.dataset.appearance as Appearance;
      store.write("appearance", chosen === "auto" ? undefined : chosen);
      show(chosen);
    });
  }
  for (const group of page.querySelectorAll<HTMLElement>(".appearance")) group.hidden = false;
  // Registered before any widget's own listener, so that they draw for paper.
  window.addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
    for (const details of page.querySelectorAll<HTMLDetailsElement>(
      ".predict.done details.answer:not([open]), details.reveal:not([open])",
    )) {
      details.open = true;
      details.dataset.printed = "";
    }
  });
  window.addEventListener("afterprint", () => {
    show(chosen);
    for (const details of page.querySelectorAll<HTMLDetailsElement>("details[data-printed]")) {
      details.open = false;
      delete details.dataset.printed;
    }
  });
}
