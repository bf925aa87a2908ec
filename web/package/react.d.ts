// Types for JSX in React 19, which sets properties and listens to events of custom elements:
//   import type {} from "lesson-widgets/react";

import type { DetailedHTMLProps, HTMLAttributes, ReactElement } from "react";
import type {
  LessonAnswer,
  LessonQuestionElement,
  LessonWidgetElement,
  State,
  WidgetName,
  WidgetResult,
  WidgetStates,
} from "./main.js";

/** The state of the widget with that name. */
type NamedState = {
  [Name in WidgetName]: { name: Name; state?: Partial<WidgetStates[Name]> | State | string };
}[WidgetName];

interface OtherAttributes extends Omit<HTMLAttributes<LessonWidgetElement>, "onError"> {
  label?: string;
  theme?: "light" | "dark";
  /** Folder of the package's runtime files, as the page sees it. */
  "asset-path"?: string;
  loading?: "lazy" | "eager";
  /** How far outside the window is near, as a CSS margin in px or %. */
  "loading-margin"?: string;
  share?: boolean;
  accept?: string;
  onerror?: (event: ErrorEvent) => void;
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
type WidgetAttributes = NamedState & OtherAttributes;

/** Writes an object `state` as its JSON, so that a server's page has it, too. */
export function LessonWidget(props: DetailedHTMLProps<WidgetAttributes, LessonWidgetElement>): ReactElement;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "lesson-widget": DetailedHTMLProps<WidgetAttributes, LessonWidgetElement>;
      "lesson-question": DetailedHTMLProps<QuestionAttributes, LessonQuestionElement>;
    }
  }
}
