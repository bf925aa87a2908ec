// What the element tells its page, beside `error` (an ErrorEvent whose message is written for the reader).

import type { State } from "./types.js";

/** Detail of `statechange`: the learner moved a control. */
export interface StateChange {
  state: State;
}

/** Detail of `result`: the picture has settled into something else. */
export interface WidgetResult {
  state: State;
  /** What the picture shows, in words and numbers. */
  description: string;
}
