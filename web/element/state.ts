// A widget's state as pages give it: an object from a script, its JSON from an attribute or a framework.

import { LessonError, type State } from "./types.js";

/** What servers that render a page write for an object. */
export const serversObject = "[object Object]";

/** What the widget itself will check further; throws with what was expected instead. */
export function readState(given: unknown): State {
  const state = typeof given === "string" ? parse(given) : given;
  if (typeof state === "object" && state !== null && !Array.isArray(state)) return state as State;
  const got = Array.isArray(state) ? "an array" : state === null ? "null" : `a ${typeof state}`;
  throw new LessonError(`state: expected an object, or its JSON, like {"steps": 10}; got ${got}.`);
}

function parse(json: string): unknown {
  if (json === serversObject)
    throw new LessonError(
      `state: a server wrote an object as "${json}". Give its JSON there: JSON.stringify(state).`,
    );
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new LessonError(`state: expected an object, or its JSON, like {"steps": 10}. ${(cause as Error).message}`);
  }
}
