// A module that has aborted, or trapped, or run out of stack, is in no state that can be trusted: whatever is asked of it
// afterwards is refused here, and the first to meet the end tells it.

import { LessonError } from "./types.js";

const stopped = () => new LessonError("The program behind this figure has stopped.");

/**
 * The module with its functions guarded. Whatever one of them throws is the end (its own refusals are answers, not
 * exceptions): `tell` hears of it once, and the caller gets a LessonError. Everything else of it is passed through.
 */
export function guarded<Module extends object>(module: Module, tell: (error: unknown) => void): Module {
  let ended = false;
  const guard =
    (call: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      if (ended) throw stopped();
      try {
        return call(...given);
      } catch (error) {
        ended = true;
        tell(error);
        throw stopped();
      }
    };
  const known = new Map<unknown, unknown>();
  return new Proxy(module, {
    get(from, name) {
      const value = Reflect.get(from, name);
      if (typeof value !== "function" || !String(name).startsWith("_")) return value;
      if (name === "_free" && ended) return () => {}; // what was lent has gone with the module
      if (!known.has(value)) known.set(value, guard(value as (...given: unknown[]) => unknown));
      return known.get(value);
    },
  });
}
