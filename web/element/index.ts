// Registers <lesson-widget>, its files fetched over the network, and says what it is to TypeScript.

import runtimeManifest from "virtual:runtime";
import { registerElement } from "./register.js";
import { PageRuntime } from "./runtime.js";

export type { LessonWidgetElement, WidgetResult } from "./lesson-widget.js";
export type { ModelRun, RunRequest } from "./model/run.js";
export type { State, WidgetInfo } from "./types.js";
export { LessonError } from "./types.js";

declare global {
  interface HTMLElementTagNameMap {
    "lesson-widget": import("./lesson-widget.js").LessonWidgetElement;
  }
  interface HTMLElementEventMap {
    statechange: CustomEvent<{ state: import("./types.js").State }>;
    result: CustomEvent<import("./lesson-widget.js").WidgetResult>;
  }
}

const runtime = new PageRuntime(runtimeManifest, new URL(/* @vite-ignore */ "../runtime/", import.meta.url).href);
registerElement(runtime);

/** The tiny SD3, for a page's own scripts: `await tinySd3.run({ prompt: "a red house in the snow" })`. */
export const tinySd3 = runtime.modelClient();
