// What the page's own rules have forbidden: browsers tell a script that was refused only that it failed, and the page
// beside it by which directive.

import { LessonError } from "./types.js";

export interface Forbidden {
  /** As the policy names it. */
  directive: string;
  /** What was asked for: an address, or a word of the browser's ("wasm-eval", "trusted-types-policy"). */
  what: string;
}

const most = 50;
const seen: Forbidden[] = [];

if (typeof document !== "undefined")
  document.addEventListener?.("securitypolicyviolation", ({ effectiveDirective, blockedURI, disposition }) => {
    if (disposition === "enforce" && seen.length < most)
      seen.push({ directive: effectiveDirective, what: blockedURI });
  });

const remedies: Record<string, string> = {
  "wasm-eval": "script-src 'wasm-unsafe-eval'",
  "trusted-types-policy": "trusted-types lesson-widget",
  "trusted-types-sink": "trusted-types lesson-widget",
};

/** Which rule of the page has forbidden `url`, or a file below it, in words; undefined where none did. */
export function forbiddenBy(url: string, found: readonly Forbidden[] = seen): string | undefined {
  const file = url.split(/[?#]/)[0]!;
  const scheme = file.startsWith("blob:") ? "blob" : undefined; // all that is told of a blob
  const one = found.findLast(
    ({ what }) => what in remedies || what === scheme || what.startsWith(file) || originOf(file) === what,
  );
  if (!one) return undefined;
  const source = scheme ? "blob:" : "'self'";
  const line = remedies[one.what] ?? `${one.directive.replace(/-elem$/, "")} ${source}`;
  return `this page's Content-Security-Policy forbids it (${one.directive}). It needs ${line}: see HOSTING.md, “Content security policy”`;
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/** The same error, or what the page's policy has to do with it; waits for what the browser says of that. */
export async function explained(error: unknown, base: string): Promise<unknown> {
  await new Promise((done) => setTimeout(done)); // a violation is told in a task of its own
  const why = forbiddenBy(base);
  return why
    ? new LessonError(`The program behind this figure could not be loaded: ${why}.`, { cause: error })
    : error;
}

/** Why a worker's script of the page's own origin did not start, where its server or the page's isolation is to blame. */
export async function whyNoWorker(url: string, ask: (url: string) => Promise<Response> = fetch): Promise<string> {
  const forbidden = forbiddenBy(url);
  if (forbidden) return forbidden;
  if (url.startsWith("blob:")) return "this browser starts none from a blob here";
  const name = url.split("/").pop();
  const response = await ask(url).catch(() => undefined);
  if (!response) return `${name} could not be fetched: is there a connection?`;
  if (!response.ok) return `${name}: the server answered ${response.status}`;
  const type = response.headers.get("content-type") ?? "no type";
  if (!/javascript/.test(type)) return `${name} came as ${type}, not as JavaScript: is asset-path right?`;
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
  if (isolated && !response.headers.get("cross-origin-embedder-policy"))
    return `${name} is sent without Cross-Origin-Embedder-Policy, which this page's own demands of it: see HOSTING.md, “Cross-origin isolation”`;
  return `${name} did not start`;
}
