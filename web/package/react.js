"use client";

// React on a server leaves an object out of a custom element: here it is written as its JSON, there and in the page alike.
//   import { LessonWidget } from "lesson-widgets/react";   <LessonWidget name="step-count" state={{ steps: 28 }} />

import { createElement } from "react";
import "./lib/main.js";

export function LessonWidget({ state, ...rest }) {
  const text = state !== null && typeof state === "object" ? JSON.stringify(state) : state;
  return createElement("lesson-widget", { ...rest, state: text });
}
