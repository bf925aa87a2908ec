// What the reader does with the lesson: predictions, labs, pictures painted anew. A chunk of its own: main.ts loads it after the page.

import { startBenches } from "./labs/index.js";
import { startLiveRuns } from "./live-runs.js";
import { startPredictions } from "./predict/index.js";
import type { Store } from "./store.js";

export function startPractice(page: Document, slug: string, store: Store): void {
  startPredictions(page, slug, store);
  startBenches(page, slug, store);
  startLiveRuns(page);
}
