// What the package's elements are to a page: said once here, and from here told to editors, analysers and frameworks
// (build/package-types.ts).

export interface Attribute {
  name: string;
  /** The property that reflects it; undefined for those read once. */
  property?: string;
  /** TypeScript's type of the property. */
  type: string;
  /** Values that an editor may offer. */
  values?: string[];
  says: string;
}
export interface Said {
  name: string;
  type: string;
  says: string;
}
export interface ElementApi {
  tag: string;
  /** Its interface in the package's types. */
  interface: string;
  says: string;
  attributes: Attribute[];
  members: Said[];
  events: Said[];
  states: string[];
  parts: string[];
  customProperties: string[];
}

const colours = [
  ...["background", "surface", "text", "muted", "line", "control", "accent", "on-accent", "focus"],
  ...["text-token", "image-token", "good", "warning", "error"],
  ...[1, 2, 3, 4, 5, 6].map((number) => `data-${number}`),
];

/** `widgets`: the names that `name` takes. */
export const elements = (widgets: string[]): ElementApi[] => [
  {
    tag: "lesson-widget",
    interface: "LessonWidgetElement",
    says: "A live figure. What stands inside shows until it is ready, and instead of it where it cannot run.",
    attributes: [
      { name: "name", property: "name", type: "WidgetName", values: widgets, says: "Which widget." },
      {
        name: "parts",
        property: "parts",
        type: "string",
        says: 'Parts of it to show, as "map token"; default: all.',
      },
      { name: "state", type: "State | string", says: "JSON of what it starts with; as a property also an object." },
      { name: "label", property: "label", type: "string", says: "Its name for screen readers; default: its title." },
      {
        name: "theme",
        property: "theme",
        type: '"light" | "dark" | ""',
        values: ["light", "dark"],
        says: "Default: the color-scheme of the place where it stands.",
      },
      {
        name: "asset-path",
        property: "assetPath",
        type: "string",
        says: "Folder of the package's runtime files, as the page sees it.",
      },
      {
        name: "loading",
        property: "loading",
        type: '"lazy" | "eager" | ""',
        values: ["lazy", "eager"],
        says: "eager: at once; default: when it comes near the window.",
      },
      {
        name: "loading-margin",
        property: "loadingMargin",
        type: "string",
        says: "How far outside the window is near, as a CSS margin in px or %; default: 100% 0px.",
      },
      { name: "share", property: "share", type: "boolean", says: "With an id: keeps its state in the address." },
      { name: "accept", property: "accept", type: "string", says: "Takes a file dropped on it." },
    ],
    members: [
      {
        name: "ready",
        type: "Promise<LessonWidgetElement>",
        says: "Settles when it is drawn, or cannot be; loads it.",
      },
      { name: "status", type: "Status", says: "waiting, loading, ready or failed." },
      { name: "describe", type: "() => string", says: "What the picture shows, in words." },
      {
        name: "numbers",
        type: "() => string[][]",
        says: "The numbers behind it: a row of names, then rows of values.",
      },
      {
        name: "open",
        type: "(file: File) => Promise<void>",
        says: "Shows a file, as if the reader had chosen it: a capture in the quadrant viewer.",
      },
      { name: "reset", type: "() => void", says: "Back to the first state." },
    ],
    events: [
      { name: "statechange", type: "CustomEvent<StateChange>", says: "The learner moved a control." },
      { name: "result", type: "CustomEvent<WidgetResult>", says: "The picture has settled into something else." },
      { name: "error", type: "ErrorEvent", says: "Its message is written for the reader." },
    ],
    states: ["waiting", "loading", "ready", "failed"],
    parts: ["canvas", "stage", "foot"],
    customProperties: ["height", ...colours].map((name) => `--lesson-${name}`),
  },
  {
    tag: "lesson-question",
    interface: "LessonQuestionElement",
    says: "A question beside a widget: the learner commits to an answer and reads the verdict.",
    attributes: [
      { name: "kind", type: '"choice" | "number"', values: ["choice", "number"], says: "How it is answered." },
      { name: "right", type: "string", says: "The right number, or the place of the right option, from 0." },
      { name: "near", type: "string", says: "How far off a number may be." },
      { name: "unit", type: "string", says: "Stands behind the field." },
    ],
    members: [
      { name: "answer", type: "LessonAnswer | undefined", says: "What was committed." },
      { name: "reset", type: "() => void", says: "Asks anew." },
    ],
    events: [{ name: "lesson-answer", type: "CustomEvent<LessonAnswer>", says: "The learner has committed." }],
    states: [],
    parts: [],
    customProperties: [],
  },
];
