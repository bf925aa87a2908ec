// What the words that show something (<Show>) must keep to: their figure is on the page, and takes the state.

import type { LessonServices, WidgetState } from "./context.js";

const inside = /(?:[^>"]|"[^"]*")*/.source;
const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

/** Throws with the section's file. */
export function checkShows(
  html: string,
  services: Pick<LessonServices, "widget">,
  fileOf: (section: string) => string,
): void {
  const widgets = new Map<string, { name: string; parts?: string }>();
  for (const [tag] of html.matchAll(new RegExp(`<lesson-widget\\b${inside}>`, "g")))
    widgets.set(attribute(tag, "id")!, { name: attribute(tag, "name")!, parts: attribute(tag, "parts") });
  const sections = [...html.matchAll(/<section id="([^"]+)" class="section"/g)];
  for (const { 0: tag, index } of html.matchAll(new RegExp(`<a\\b${inside}\\bclass="show"${inside}>`, "g"))) {
    const file = fileOf(sections.findLast((section) => section.index < index)?.[1] ?? "");
    const of = attribute(tag, "href")!.slice(1);
    const widget = widgets.get(of);
    if (!widget)
      throw new Error(`${file}: <Show of="${of}"> names no widget of the page (${[...widgets.keys()].join(", ")})`);
    const state = JSON.parse(attribute(tag, "data-state")!.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
    try {
      services.widget({ ...widget, state: state as WidgetState });
    } catch (error) {
      throw new Error(`${file}: <Show of="${of}">: ${error instanceof Error ? error.message : error}`);
    }
  }
}
