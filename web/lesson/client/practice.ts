// What the reader does with the lesson: predictions, labs, pictures painted anew, words that show. A chunk of its own: main.ts loads it after the page.

import { startBenches } from "./labs/index.js";
import { startLiveRuns } from "./live-runs.js";
import { startOpening } from "./opening.js";
import { startPredictions } from "./predict/index.js";
import { startShows } from "./shows.js";
import type { Store } from "./store.js";
import { startVeils } from "./veils.js";

export function startPractice(page: Document, slug: string, store: Store): void {
  startOpening(page);
  startPredictions(page, slug, store);
  startVeils(page, store);
  startBenches(page, slug, store);
  startLiveRuns(page);
  startShows(page);
}
