// Links to a page with its widgets in some state: #step-count:v1.steps=28&... One entry for each widget, of the
// element's id and the widget's own link text (widgets/state/link.h): versioned, checked, escaped there.

/** Longer links break in mails and chats. */
export const longestHash = 200;
const longestRead = 4000;

/** Element id -> the widget's own link text. */
export type LinkedStates = Map<string, string>;

const entry = /^(.+?):(v\d+\..*)$/s;

/**
 * What a link says of widgets; empty for ordinary anchors and whatever else is not such a link. Generous, since links
 * are mangled on their way: what an entry says is for the widget to check, and to refuse in words.
 */
export function parseStates(text: string): LinkedStates {
  const states: LinkedStates = new Map();
  for (const part of text.slice(0, longestRead).split("&")) {
    const found = entry.exec(part.replace(/^amp;/, "")) ?? entry.exec(decoded(part));
    if (found) states.set(unescaped(found[1]!), found[2]!);
  }
  return states;
}
export const parseHash = (hash: string) => parseStates(hash.replace(/^#/, ""));

/** Escaped once or twice more by a program that the link passed through. */
function decoded(part: string): string {
  const once = unescaped(part);
  return entry.test(once) ? once : unescaped(once);
}
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ours = /^[\w\-.,+%=;]*/;
const sentenceEnd = /[.,;+%=-]+$/;

/**
 * What a widget's link text may have meant, likeliest first; the first that the widget takes is used. What a closing
 * bracket, a quote or ?fbclid=... begins is never ours.
 */
export function readings(link: string): string[] {
  const without = (text: string) => ours.exec(text.slice(0, longestRead))![0];
  const likely = [without(link), without(unescaped(link))];
  return [...new Set([...likely, ...likely.map((text) => text.replace(sentenceEnd, ""))])];
}

/** Half a character, which no address can hold, becomes U+FFFD. */
const escaped = (id: string) => encodeURIComponent(id.replace(/\p{Cs}/gu, "\ufffd"));

export const formatStates = (states: LinkedStates): string =>
  [...states].map(([id, link]) => `${escaped(id)}:${link}`).join("&");

/** The hash for these states, "" for none, or undefined when it would be longer than `longestHash`. */
export function formatHash(states: LinkedStates): string | undefined {
  const hash = states.size > 0 ? `#${formatStates(states)}` : "";
  return hash.length <= longestHash ? hash : undefined;
}
