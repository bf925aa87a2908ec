// Registers <lesson-widget>, its files fetched over the network, and says what it is to TypeScript.

import runtimeManifest from "virtual:runtime";
import { registerElement } from "./register.js";
import { PageRuntime } from "./runtime.js";

export type { LessonWidgetElement } from "./lesson-widget.js";
export type { State, WidgetInfo } from "./types.js";
export { LessonError } from "./types.js";

declare global {
  interface HTMLElementTagNameMap {
    "lesson-widget": import("./lesson-widget.js").LessonWidgetElement;
  }
  interface HTMLElementEventMap {
    statechange: CustomEvent<{ state: import("./types.js").State }>;
  }
}

registerElement(new PageRuntime(runtimeManifest, new URL(/* @vite-ignore */ "../runtime/", import.meta.url).href));
