// What the page does in the reader's browser beyond reading: widgets, predictions, place and appearance.

import "../../element/index.js";
import { startAppearance } from "./appearance.js";
import { startContents } from "./contents.js";
import { startBenches } from "./labs/index.js";
import { startLiveRuns } from "./live-runs.js";
import { startPredictions } from "./predict/index.js";
import { startScrollables } from "./scrollables.js";
import { browserStore } from "./store.js";

const slug = document.querySelector<HTMLElement>("article[data-lesson]")?.dataset.lesson ?? "lesson";
const store = browserStore(slug);

startAppearance(document, store);
startContents(document, store);
startPredictions(document, slug, store);
startBenches(document, slug, store);
startLiveRuns(document);
startScrollables(document);
