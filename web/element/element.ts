// Registers <lesson-widget> and says what it is to TypeScript.

import { runtime } from "./page.js";
import { registerElement } from "./register.js";

export type { StateChange, WidgetResult } from "./events.js";
export type { LessonWidgetElement } from "./lesson-widget.js";
export type { State, WidgetInfo } from "./types.js";
export { LessonError } from "./types.js";
export type { WidgetName, WidgetStates } from "./widgets.js";

declare global {
  interface HTMLElementTagNameMap {
    "lesson-widget": import("./lesson-widget.js").LessonWidgetElement;
  }
  // Of elements, the document and the window alike: the events bubble.
  interface GlobalEventHandlersEventMap {
    statechange: CustomEvent<import("./events.js").StateChange>;
    result: CustomEvent<import("./events.js").WidgetResult>;
  }
}

registerElement(runtime);
