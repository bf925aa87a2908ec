// The npm package: <lesson-widget> and <lesson-question>. Importing it registers both.

import "./question.js";

export * from "../element/index.js";
export * from "../element/tiny-sd3.js";
export type { LessonAnswer, LessonQuestionElement } from "./question.js";
