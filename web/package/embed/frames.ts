// For the page around embedded figures: gives their frames the height they ask for, and hands what happens inside to the
// page as events of the iframe (lesson-answer, lesson-lab, statechange, result), which bubble.

import { readFromFrame, type ToFrame } from "./messages.js";

export type { ScormApi } from "./scorm.js";
export { findScorm, scorm } from "./scorm.js";
export {
  type About,
  type Answer,
  answerStatement,
  type Lab,
  labStatement,
  recordStatements,
  type Statement,
  type Store,
  statementStore,
} from "./xapi.js";

const highest = 20_000; // CSS pixels; what asks for more has lost its way

/** Listens to the frames of `page` from now on; gives a way to stop. */
export function watchFrames(page: Document = document): () => void {
  const view = page.defaultView!;
  const hear = ({ data, source }: MessageEvent) => {
    const message = readFromFrame(data);
    const frame = message && [...page.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
    if (!message || !frame) return;
    if (message.kind === "height") frame.style.height = `${Math.min(highest, Math.max(40, message.height))}px`;
    else if (message.kind === "event")
      frame.dispatchEvent(new CustomEvent(message.type, { detail: message.detail, bubbles: true, composed: true }));
    else if (message.kind === "failed") frame.dispatchEvent(new ErrorEvent("error", { message: message.message }));
    else frame.dispatchEvent(new CustomEvent("lesson-ready", { detail: message, bubbles: true, composed: true }));
  };
  view.addEventListener("message", hear);
  return () => view.removeEventListener("message", hear);
}

/** Sets all or some of the state of the figure in `frame`. */
export function setState(frame: HTMLIFrameElement, state: ToFrame["state"]): void {
  frame.contentWindow?.postMessage({ to: "lesson-widgets", kind: "state", state } satisfies ToFrame, "*");
}
