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
  await customElements.whenDefined("lesson-widget"); // a page from the kept copy may still be loading
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

export interface Burst {
  control: string;
  /** What was asked for last. */
  last: string;
  /** What the control shows once it is left and the next frame is drawn, and what the widget then uses. */
  shown: string;
  used: string;
}

/** Changes fields, sliders and lists of the shape calculator faster than frames come, and leaves each. */
export async function changeFasterThanFrames(): Promise<Burst[]> {
  const element = document.querySelector<LessonWidgetElement>("lesson-widget[name=encoder-shapes]")!;
  await element.ready;
  element.scrollIntoView({ block: "start", behavior: "instant" });
  const frames = async () => {
    for (let i = 0; i < 4; i++) await new Promise((done) => requestAnimationFrame(done));
  };
  await frames();
  const find = (label: string, tag: string) => {
    const found = element.shadowRoot!.querySelector<HTMLInputElement>(`${tag}[aria-label="${label}"]`);
    if (!found) throw new Error(`no ${tag} ${label}`);
    return found;
  };
  const bursts: Burst[] = [];
  const burst = async (label: string, tag: string, key: string, values: string[]) => {
    const control = find(label, tag);
    control.focus();
    for (const value of values) {
      control.value = value;
      control.dispatchEvent(new Event(tag === "select" ? "change" : "input", { bubbles: true }));
    }
    control.blur();
    await frames();
    bursts.push({ control: label, last: values.at(-1)!, shown: control.value, used: String(element.state[key]) });
  };
  await burst(
    "Prompt",
    "input",
    "prompt",
    [..."red cat"].map((_, i) => "red cat".slice(0, i + 1)),
  );
  await burst("Prompt", "input", "prompt", ["a", "a café", "a café 🦊", "a café 🦊 ñandú über"]);
  await burst("Image side", "input", "size", ["512", "640", "768", "528"]);
  const list = find("Model", "select") as unknown as HTMLSelectElement;
  const [first, second, third] = [...list.options].map(({ value }) => value) as [string, string, string];
  const alone = async (title: string) => {
    list.value = title;
    list.dispatchEvent(new Event("change", { bubbles: true }));
    await frames();
    return element.state.model; // the list shows titles, the state keys
  };
  const key = await alone(third);
  await alone(first);
  await burst("Model", "select", "model", [second, first, third]);
  const model = bursts.at(-1)!;
  model.used = model.used === key ? third : model.used;
  return bursts;
}
