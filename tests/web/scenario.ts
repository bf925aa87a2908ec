// What a reader does in any browser, as functions that run inside the page: whichever program drives the browser
// sends them there, so they use nothing from outside themselves.

import type { LessonWidgetElement } from "../../web/element/lesson-widget.js";

export interface Seen {
  id: string;
  /** Why it is not ready. */
  problem?: string;
  /** Colours in its picture; a blank one has a single colour. */
  colors: number;
  description: string;
}

/** Brings every widget of the page into view and looks at its picture. */
export async function seeAllWidgets(): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const element of document.querySelectorAll<LessonWidgetElement>("lesson-widget")) {
    element.scrollIntoView({ block: "start", behavior: "instant" });
    const problem = await element.ready.then(
      () => undefined,
      (error) => `${error.message} ${error.cause ?? ""}`,
    );
    await new Promise((done) => setTimeout(done, 300));
    const canvas = element.shadowRoot!.querySelector("canvas")!;
    const colors = new Set<number>();
    if (canvas.width > 0) {
      const copy = document.createElement("canvas");
      copy.width = canvas.width;
      copy.height = canvas.height;
      const context = copy.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      for (let i = 0; i < data.length; i += 4) colors.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    }
    seen.push({ id: element.id, problem, colors: colors.size, description: element.describe() });
  }
  return seen;
}

/** Lets the tiny model run in its worker, as a reader would by pressing Run; answers what the widget then says. */
export async function runTheModel(seconds: number): Promise<string> {
  const element = document.querySelector<LessonWidgetElement>("lesson-widget[name=pipeline-tracer]")!;
  await element.ready;
  element.scrollIntoView({ block: "start", behavior: "instant" }); // only now: those above it grew as they loaded
  element.state = { steps: 4 };
  await new Promise((done) => setTimeout(done, 500));
  const buttons = [...element.shadowRoot!.querySelectorAll("button")];
  const run = buttons.find((button) => (button.ariaLabel ?? button.textContent) === "Run");
  if (!run) throw new Error(`no button Run among ${buttons.map((button) => button.ariaLabel).join(", ")}`);
  run.click();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until && !/Done|stopped|could not/.test(element.describe()))
    await new Promise((done) => setTimeout(done, 200));
  return element.describe();
}
