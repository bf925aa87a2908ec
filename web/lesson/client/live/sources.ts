// Where live numbers come from: a widget that is asked without being shown, and the tiny SD3.

import { tinySd3 } from "../../../element/tiny-sd3.js";
import type { State } from "../../../element/types.js";

export { tinySd3 };

/** A picture that few steps are held against: a second-order solver, 200 network evaluations. */
export const carefully = { sampler: "heun", steps: 100 } as const;

/** The numbers behind a widget's picture in a state: a row of names, then rows of values. */
export async function numbersOf(name: string, state: State): Promise<string[][]> {
  const widget = document.createElement("lesson-widget");
  widget.name = name;
  widget.state = state;
  widget.style.display = "none";
  document.body.append(widget);
  try {
    await widget.ready;
    return widget.numbers();
  } finally {
    widget.remove();
  }
}
