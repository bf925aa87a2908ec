// One prompt, one noise, and something changed: which change moves the picture the farthest.

import { pictureDistance, type RunRequest } from "../../../element/model/run.js";
import type { Worked } from "../predict/prediction.js";
import { tinySd3 } from "./sources.js";

/** The options of a question: their values, and how they are worded. */
export const optionsOf = (form: HTMLFormElement): [string, string][] =>
  [...form.querySelectorAll<HTMLElement>(".options label")].map((label) => [
    label.querySelector("input")!.value,
    label.textContent!.trim(),
  ]);

export async function farthest(
  request: RunRequest,
  what: string,
  options: [string, string][],
  change: (value: string) => Partial<RunRequest>,
): Promise<Worked> {
  const whole = (await tinySd3.run(request)).picture!;
  const distances: number[] = [];
  for (const [value] of options)
    distances.push(pictureDistance((await tinySd3.run({ ...request, ...change(value) })).picture!, whole));
  return {
    right: options[distances.indexOf(Math.max(...distances))]![0],
    lines: [
      ["run", `“${request.prompt}”, seed ${request.seed}, distance to the whole picture (0 to 1)`],
      ...options.map(([, words], i): [string, string] => [`${what}: ${words}`, distances[i]!.toFixed(3)]),
    ],
  };
}
