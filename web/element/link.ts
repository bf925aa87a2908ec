// Deep links: states of the page's widgets in the URL's hash, by element id, joined by "&".
//   #step-count:v1.steps=10;sampler=heun&encoder-shapes:v1.model=sd3-medium
// What stands behind the colon is the widget's own (widgets/state/link.h): versioned, checked, escaped there.

/** Longer links break in mails and chats. */
export const longestHash = 200;

/** Element id -> the widget's own link text. */
export type LinkedStates = Map<string, string>;

const entry = /^([\w-]+):(v\d+\.[\w\-.,+%=;]*)$/;

/** What the hash says of widgets; empty for ordinary anchors and whatever else is not such a link. */
export function parseHash(hash: string): LinkedStates {
  const states: LinkedStates = new Map();
  if (hash.length > 2000) return states;
  for (const part of hash.slice(1).split("&")) {
    const found = entry.exec(part);
    if (found) states.set(found[1]!, found[2]!);
  }
  return states;
}

/** The hash for these states, "" for none, or undefined when it would be longer than `longestHash`. */
export function formatHash(states: LinkedStates): string | undefined {
  const parts = [...states].map(([id, link]) => `${id}:${link}`);
  const hash = parts.length > 0 ? `#${parts.join("&")}` : "";
  return hash.length <= longestHash ? hash : undefined;
}
