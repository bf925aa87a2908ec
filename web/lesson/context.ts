// What the blocks of one lesson share while it is rendered: its numbers, sources and neighbours.

import { type ComponentType, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Arm, Kind } from "../element/model/kinds.js";

export interface Source {
  /** How the text names it: "Esser et al. 2024". */
  short: string;
  /** The full reference. */
  full: string;
  url?: string;
}

/** Terms by key: `words` finds them in the text (a regular expression), `means` explains. */
export type Glossary = Record<string, { words: string; means: string }>;

/** What a lesson's content/<slug>/lesson.ts exports. */
export interface LessonInfo {
  slug: string;
  title: string;
  subtitle: string;
  description: string;
  /** Where it stands in the course, e.g. "Series 7 · Module 7.4 · Lesson 3 of 3". */
  position: string;
  /** Derived numbers by name, each worked out from the catalogue. */
  numbers: Record<string, number>;
  sources: Record<string, Source>;
  /** Titles of the earlier lessons the text names, by number. */
  earlier: Record<string, string>;
  /** Terms that are defined where the text first uses them. */
  glossary?: Glossary;
  /** At most so many words of text, labs apart. */
  words?: number;
  /** A small drawing of the whole; its parts, elements with data-part, light up by section (Section.place). */
  Overview?: ComponentType;
}

/** A picture to be painted by the tiny SD3 when the page is built. */
export interface PictureRequest {
  prompt: string;
  seed: number;
  model?: Kind;
  steps?: number;
  /** Comma list of clip_l, clip_g, t5. */
  drop?: string;
  /** Quadrants taken out of the attention. */
  cut?: string;
}

/** Fields of a widget's state by name; what is left out keeps its default. */
export type WidgetState = Record<string, string | number | boolean>;

/** A widget, or some of its parts ("map token"), in a state. */
export interface ShownWidget {
  name: string;
  parts?: string;
  state?: WidgetState;
}

/** What the build can do for a lesson. */
export interface LessonServices {
  /** URL of the recorded picture; undefined where there is nothing to paint it with. */
  picture(request: PictureRequest): string | undefined;
  /** URL of how that picture came out of noise: six of its steps, side by side. */
  film(request: PictureRequest): string | undefined;
  /** What each patch reads of each word in one head, at the run's last step; none where nothing can tell. */
  readings(request: PictureRequest, block: number, head: number): { word: string; patches: number[] }[];
  /** Address of its picture, recorded in a browser (`npm run record`), where that shows the same. */
  recording(shown: ShownWidget): string | undefined;
  /** What it says and the numbers behind its picture; undefined where nothing can tell. */
  widget(shown: ShownWidget): { words: string; rows: string[][] } | undefined;
  /** The words that the tiny SD3 knows; none where its weights are missing. */
  vocabulary(): string[];
  /** The arms whose weights come with this copy of the page. */
  arms(): Arm[];
}

export interface LessonScope extends LessonInfo {
  services: LessonServices;
  /** Ids of the differences that have stood beside their claim so far, as the page is rendered from top to bottom. */
  noted: Set<string>;
}

export const LessonContext = createContext<LessonScope | undefined>(undefined);

export function useLesson(): LessonScope {
  const lesson = useContext(LessonContext);
  if (!lesson) throw new Error("a block was rendered outside a lesson");
  return lesson;
}
