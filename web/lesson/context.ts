// What the blocks of one lesson share while it is rendered: its numbers, sources and neighbours.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

export interface Source {
  /** How the text names it: "Esser et al. 2024". */
  short: string;
  /** The full reference. */
  full: string;
  url?: string;
}

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
}

export const LessonContext = createContext<LessonInfo | undefined>(undefined);

export function useLesson(): LessonInfo {
  const lesson = useContext(LessonContext);
  if (!lesson) throw new Error("a block was rendered outside a lesson");
  return lesson;
}
