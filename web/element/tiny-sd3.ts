// The tiny SD3, for a page's own scripts: `await tinySd3.run({ prompt: "a red house in the snow" })`.

import { ModelClient } from "./model/client.js";
import { runtime } from "./page.js";

export type { ModelRun, RunRequest } from "./model/run.js";

export const tinySd3 = new ModelClient(
  () => runtime.modelFiles(),
  () => runtime.startWorker(),
);
