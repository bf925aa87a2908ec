// What the page does in the reader's browser beyond reading: widgets, predictions, place and appearance.

import "./sparing.js"; // before the element reads its attributes
import "../../element/index.js";
import { arriveAt } from "../../element/arrival.js";
import { startAppearance } from "./appearance.js";
import { startContents } from "./contents.js";
import { startScrollables } from "./scrollables.js";
import { browserStore } from "./store.js";
import { tellOnce } from "./tell-once.js";

const slug = document.querySelector<HTMLElement>("article[data-lesson]")?.dataset.lesson ?? "lesson";
const store = browserStore(slug, (words) => tellOnce(document, words));

// Links to states are the element's; these are to a section, a prediction, a figure as it is.
if (location.hash.length > 1) arriveAt(document.getElementById(decodeURIComponent(location.hash.slice(1))));

startAppearance(document, store);
startContents(document, store);
startScrollables(document);
async function practice(): Promise<void> {
  try {
    (await import("./practice.js")).startPractice(document, slug, store);
  } finally {
    document.documentElement.dataset.practice = ""; // what only stands there without it shows, should it fail
  }
}
// Answers given before belong to the page at once, also to a printed one; else nobody waits for this to read.
if (store.read("predictions", (kept) => kept) || document.readyState === "complete") practice();
else addEventListener("load", practice, { once: true });
