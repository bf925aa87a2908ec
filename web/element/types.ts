// What the page and the widgets say to each other. Mirrors shell/web/api.h and widgets/ui/semantics.h.

/** A widget's state: plain values by key, as its controls show them. */
export type State = Record<string, string | number | boolean>;

export interface WidgetInfo {
  id: string;
  title: string;
  summary: string;
}

export type Role =
  | "group"
  | "heading"
  | "text"
  | "button"
  | "checkbox"
  | "slider"
  | "spinbutton"
  | "combobox"
  | "textbox"
  | "tab"
  | "image"
  | "grid"
  | "link";

/** One entry of the semantic tree; what is not said is false, empty or 0. */
export interface SemanticNode {
  /** Stable within the widget: the path of labels, e.g. "Flow/Steps". */
  id: string;
  role: Role;
  name: string;
  /** x, y, width, height in CSS pixels from the widget's top left corner. */
  rect: [number, number, number, number];
  value?: string;
  description?: string;
  disabled?: boolean;
  checked?: boolean;
  /** A button with a pressed state. */
  toggle?: boolean;
  now?: number;
  min?: number;
  max?: number;
  step?: number;
  options?: string[];
  selected?: number;
  /** Of a heading. */
  level?: number;
  /** A picture that can be moved in by keys. */
  focusable?: boolean;
  /** Read out when it changes. */
  live?: boolean;
  /** The part of the widget that it belongs to, or several: "map token". */
  part?: string;
  max_length?: number;
}

/** What a widget asks of the page for its reader: something to take away, or a file to look at. */
export type Wanted = "png" | "csv" | "link" | "file";

/** What may be asked of a control: the verbs of ui::Action. */
export type Verb =
  | "press"
  | "set"
  | "increment"
  | "decrement"
  | "move-left"
  | "move-right"
  | "move-up"
  | "move-down"
  | "home";

/** Colours as #rrggbb under the names of widgets/ui/theme.h, and what the reader prefers. */
export interface Theme {
  dark: boolean;
  reduced_motion: boolean;
  touch: boolean;
  text_px: number;
  data?: string[];
  [color: string]: string | string[] | number | boolean | undefined;
}

/** Size to draw at: CSS pixels and device pixels per CSS pixel; width·dpr and height·dpr are whole numbers. */
export interface Size {
  width: number;
  height: number;
  dpr: number;
}

/** Bits of lesson_frame's answer. */
export const Frame = {
  drawn: 1,
  again: 2,
  stateChanged: 4,
  semanticsChanged: 8,
  heightChanged: 16,
  exportAsked: 32,
} as const;

/** An error whose message is written for the reader: what, where, and the next step. */
export class LessonError extends Error {
  override name = "LessonError";
}
