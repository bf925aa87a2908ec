// What the embed page's address asks for:
//   embed.html?widget=step-count&state={"steps":28}&theme=dark&parts=slider
//   embed.html?question=How+many+steps%3F&kind=number&right=28&near=4&unit=steps
//   embed.html?question=Where%3F&right=1&option=Here&reply=No.&option=There

/** Attributes of <lesson-widget> that an address may set, by the name of the parameter. */
const passed = ["state", "theme", "label", "parts", "accept"];
const asked = ["kind", "right", "near", "unit"];

export interface Wanted {
  /** Attributes of the figure; undefined where there is none. */
  widget?: Record<string, string>;
  question?: { words: string; attributes: Record<string, string>; options: { words: string; reply?: string }[] };
  /** The origin that alone may hear what the reader does; "*": whoever frames the page. */
  parent: string;
  /** Height of the frame is the page's: what does not fit scrolls inside. */
  fixed: boolean;
}

/** Throws in words what the address lacks. */
export function readAddress(search: string): Wanted {
  const given = new URLSearchParams(search);
  const all = (names: string[]) =>
    Object.fromEntries(names.flatMap((name) => (given.has(name) ? [[name, given.get(name)!]] : [])));
  const name = given.get("widget") ?? "";
  const words = given.get("question") ?? "";
  if (!name && !words)
    throw new Error(
      "This address names no figure: expected ?widget= and a name (step-count, …), or ?question= and its words.",
    );
  return {
    ...(name ? { widget: { name, ...all(passed) } } : {}),
    ...(words ? { question: { words, attributes: questionOf(given, all(asked)), options: optionsOf(given) } } : {}),
    parent: originOf(given.get("parent")),
    fixed: given.get("height") === "fixed",
  };
}

/** A question with options is one of choice. */
const questionOf = (given: URLSearchParams, attributes: Record<string, string>) => ({
  id: given.get("id") || "question",
  kind: given.has("option") ? "choice" : "number",
  ...attributes,
});

/** Each `reply` belongs to the option before it. */
function optionsOf(given: URLSearchParams) {
  const options: { words: string; reply?: string }[] = [];
  for (const [name, value] of given) {
    if (name === "option") options.push({ words: value });
    else if (name === "reply" && options.length > 0) options.at(-1)!.reply = value;
  }
  return options;
}

function originOf(text: string | null): string {
  if (!text) return "*";
  try {
    return new URL(text).origin;
  } catch {
    throw new Error(
      `parent: expected the address of the page around this one, like https://course.example; got "${text}".`,
    );
  }
}
