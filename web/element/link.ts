// Deep links: the state of the page's widgets in the URL's hash, versioned, short and readable.
//   #w1:step-count:steps=10&sampler=heun;encoder-shapes:model=sd3-medium
// Only what differs from a widget's first state is written. What is read is checked by the widget itself.

import type { State } from "./types.js";

const version = "w1:";
/** Longer links break in mails and chats. */
export const longestLink = 200;

/** Element id -> key -> value as text. */
export type LinkedStates = Map<string, Map<string, string>>;

/** What the hash says of widgets; empty for ordinary anchors and unreadable input. */
export function parseHash(hash: string): LinkedStates {
  const states: LinkedStates = new Map();
  if (!hash.startsWith(`#${version}`) || hash.length > 2000) return states;
  for (const part of hash.slice(1 + version.length).split(";")) {
    const colon = part.indexOf(":");
    if (colon <= 0) continue;
    const values = new Map<string, string>();
    for (const pair of part.slice(colon + 1).split("&")) {
      const equals = pair.indexOf("=");
      const key = decode(pair.slice(0, equals));
      const value = decode(pair.slice(equals + 1));
      if (equals > 0 && key !== undefined && value !== undefined) values.set(key, value);
    }
    const id = decode(part.slice(0, colon));
    if (id !== undefined && values.size > 0) states.set(id, values);
  }
  return states;
}

/** The hash for these states, or undefined when it would be longer than `longestLink`. */
export function formatHash(states: LinkedStates): string | undefined {
  const parts = [...states]
    .filter(([, values]) => values.size > 0)
    .map(([id, values]) => `${encode(id)}:${[...values].map(([k, v]) => `${encode(k)}=${encode(v)}`).join("&")}`);
  const hash = parts.length > 0 ? `#${version}${parts.join(";")}` : "";
  return hash.length <= longestLink ? hash : undefined;
}

/** What differs from the first state, as text. */
export function difference(state: State, first: State): Map<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(state)) {
    if (value !== first[key]) values.set(key, typeof value === "number" ? shortNumber(value) : String(value));
  }
  return values;
}

/** Text back to values of the kinds the widget's state has. Throws on what cannot be one. */
export function typed(values: ReadonlyMap<string, string>, like: State): State {
  const state: State = {};
  for (const [key, text] of values) {
    const kind = typeof like[key];
    if (kind === "number") state[key] = toNumber(key, text);
    else if (kind === "boolean") state[key] = toFlag(key, text);
    else state[key] = text; // the widget refuses keys it does not know
  }
  return state;
}

function toNumber(key: string, text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) throw new TypeError(`${key}: expected a number, got “${text}”`);
  return value;
}
function toFlag(key: string, text: string): boolean {
  if (text !== "true" && text !== "false") throw new TypeError(`${key}: expected true or false, got “${text}”`);
  return text === "true";
}
/** State numbers are 32-bit floats: seven digits say it all. */
function shortNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
}
const encode = (text: string) =>
  encodeURIComponent(text).replaceAll("%20", "+").replaceAll("%2F", "/").replaceAll("%2C", ",");
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
