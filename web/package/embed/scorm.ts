// The same statements for a learning platform that knows SCORM alone: each becomes one of its interactions.
//   const api = findScorm(window);   if (api) recordStatements(document, { actor: {}, activity: location.href }, scorm(api));
// The course itself begins and ends its session (Initialize, Terminate): this only writes into one that is open.

import type { Statement } from "./xapi.js";

/** SCORM 2004 (API_1484_11), or SCORM 1.2 (API), as the platform's window has it. */
export interface ScormApi {
  version: "2004" | "1.2";
  set(element: string, value: string): boolean;
  get(element: string): string;
  commit(): boolean;
  error(): string;
}
type Methods = Record<string, (...values: string[]) => unknown>;

/** The platform's API in the windows around, as SCORM says where to look; undefined where there is none. */
export function findScorm(view: Window): ScormApi | undefined {
  const seen = new Set<Window>();
  for (
    let at: Window | null = view;
    at && !seen.has(at);
    at = at.parent === at ? (at.opener as Window | null) : at.parent
  ) {
    seen.add(at);
    try {
      const found = at as unknown as { API_1484_11?: Methods; API?: Methods };
      if (found.API_1484_11) return wrapped("2004", found.API_1484_11, "");
      if (found.API) return wrapped("1.2", found.API, "LMS");
    } catch {
      return undefined; // a window of another origin: beyond it is nothing that may be read
    }
  }
  return undefined;
}

function wrapped(version: ScormApi["version"], api: Methods, prefix: string): ScormApi {
  const call = (name: string, ...values: string[]) => String(api[`${prefix}${name}`]!(...values));
  return {
    version,
    set: (element, value) => call("SetValue", element, value) === "true",
    get: (element) => call("GetValue", element),
    commit: () => call("Commit", "") === "true",
    error: () => call("GetErrorString", call("GetLastError")),
  };
}

/** SCORM 1.2 has no other kind; both have their own words for right and wrong. */
const kinds12: Record<string, string> = {
  choice: "choice",
  numeric: "numeric",
  sequencing: "sequencing",
  matching: "matching",
};

/** SCORM 1.2 separates by commas and dots, and takes letters and digits for a name. */
const shorter = (text: string) => text.replaceAll("[,]", ",").replaceAll("[.]", ".").slice(0, 255);
const named = (id: string) => id.slice(id.lastIndexOf("#") + 1).replaceAll(/[^\w.-]/g, "_");

/** Elements and values of one interaction, in the order in which they must be set. */
export function interactionOf(
  { object, result, timestamp }: Statement,
  version: ScormApi["version"],
): [string, string][] {
  const { interactionType = "other", correctResponsesPattern: [right] = [] } = object.definition;
  const id = named(object.id);
  if (version === "2004") {
    const verdict = result.success === undefined ? "neutral" : result.success ? "correct" : "incorrect";
    return [
      ["id", id],
      ["type", interactionType],
      ["timestamp", timestamp.replace(/\.\d+Z$/, "Z")],
      ...(right === undefined ? [] : [["correct_responses.0.pattern", right] as [string, string]]),
      ["learner_response", result.response.slice(0, 4000)],
      ["result", verdict],
    ];
  }
  const verdict = result.success === undefined ? "neutral" : result.success ? "correct" : "wrong";
  return [
    ["id", id],
    ["type", kinds12[interactionType] ?? "fill-in"],
    ["time", timestamp.slice(11, 19)],
    ...(right === undefined ? [] : [["correct_responses.0.pattern", shorter(right)] as [string, string]]),
    ["student_response", shorter(result.response)],
    ["result", verdict],
  ];
}

/** Writes statements as interactions; `failed` hears, in the platform's words, what it refused. */
export function scorm(api: ScormApi, failed: (message: string) => void = console.warn) {
  let next: number | undefined;
  return (statement: Statement): void => {
    next ??= Number(api.get("cmi.interactions._count")) || 0;
    const at = `cmi.interactions.${next++}`;
    for (const [element, value] of interactionOf(statement, api.version))
      if (!api.set(`${at}.${element}`, value)) failed(`SCORM refused ${at}.${element} = ${value}: ${api.error()}`);
    if (!api.commit()) failed(`SCORM did not keep it: ${api.error()}`);
  };
}
