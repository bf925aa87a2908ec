// Types for JSX in React 19, which sets properties and listens to events of custom elements:
//   import type {} from "lesson-widgets/react";

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { LessonAnswer, LessonQuestionElement, LessonWidgetElement, State, WidgetResult } from "./index.js";

interface WidgetAttributes extends HTMLAttributes<LessonWidgetElement> {
  name: string;
  label?: string;
  /** An object or its JSON: what the widget starts with, and is set to when it changes. */
  state?: State | string;
  theme?: "light" | "dark";
  /** Folder of the package's runtime files, as the page sees it. */
  "asset-path"?: string;
  share?: boolean;
  accept?: string;
  onstatechange?: (event: CustomEvent<{ state: State }>) => void;
  onresult?: (event: CustomEvent<WidgetResult>) => void;
}
interface QuestionAttributes extends HTMLAttributes<LessonQuestionElement> {
  kind: "choice" | "number";
  right: string;
  near?: string;
  unit?: string;
  "onlesson-answer"?: (event: CustomEvent<LessonAnswer>) => void;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "lesson-widget": DetailedHTMLProps<WidgetAttributes, LessonWidgetElement>;
      "lesson-question": DetailedHTMLProps<QuestionAttributes, LessonQuestionElement>;
    }
  }
}
