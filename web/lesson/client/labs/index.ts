// The labs' benches on this page. What a bench runs is loaded with the first press.

import type { Store } from "../store.js";
import { Bench, type Experiment, type LabResult } from "./bench.js";

const experiments: Record<string, () => Promise<{ run(experiment: Experiment): Promise<LabResult> }>> = {
  inspect: () => import("./inspect.js"),
  attention: () => import("./attention.js"),
  steps: () => import("./steps.js"),
  trace: () => import("./trace.js"),
};

async function run(name: string, experiment: Experiment): Promise<LabResult> {
  const load = experiments[name];
  if (!load) throw new Error(`There is no experiment “${name}”.`);
  return (await load()).run(experiment);
}

export function startBenches(page: Document, slug: string, store: Store): void {
  const roots = [...page.querySelectorAll<HTMLElement>("section.bench")];
  const benches = roots.map((root) => new Bench(root, slug, store, run));
  const search = new URLSearchParams(location.search);
  for (const bench of benches) bench.takeLink(search);
  for (const type of ["lesson-answer", "lesson-restored"])
    page.addEventListener(type, () => {
      for (const bench of benches) bench.unlock();
    });
  page.addEventListener("lesson-reset", () => {
    for (const bench of benches) bench.forget();
  });
}
