// Registers <lesson-widget> and says what it is to TypeScript.

import runtimeManifest from "virtual:runtime";
import { defineElementClass, type LessonWidgetElement } from "./lesson-widget.js";
import { PageRuntime } from "./runtime.js";
import { Sharing } from "./sharing.js";
import { Nearness } from "./visibility.js";

export type { LessonWidgetElement } from "./lesson-widget.js";
export type { State, WidgetInfo } from "./types.js";
export { LessonError } from "./types.js";

declare global {
  interface HTMLElementTagNameMap {
    "lesson-widget": LessonWidgetElement;
  }
  interface HTMLElementEventMap {
    statechange: CustomEvent<{ state: import("./types.js").State }>;
  }
}

if (!customElements.get("lesson-widget")) {
  const sharing = new Sharing();
  const nearness = new Nearness();
  const linked = sharing.firstLinked && document.getElementById(sharing.firstLinked);
  if (linked) linked.scrollIntoView({ block: "start", behavior: "instant" });
  window.addEventListener("hashchange", () => sharing.reread());
  window.addEventListener("beforeprint", () => nearness.bringAll());
  customElements.define(
    "lesson-widget",
    defineElementClass({
      runtime: new PageRuntime(runtimeManifest, new URL(/* @vite-ignore */ "../runtime/", import.meta.url).href),
      sharing,
      nearness,
      disposeAfter: 2000,
    }),
  );
}
