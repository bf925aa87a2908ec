// The npm package, as bundlers and servers import it: registers <lesson-widget> and <lesson-question>. It says nothing of
// its own address, which a bundler would have to guess at; element/assets.ts tells where the runtime's files are looked for.

import "./question.js";

export * from "../element/element.js";
export * from "../element/tiny-sd3.js";
export type { LessonAnswer, LessonQuestionElement } from "./question.js";
