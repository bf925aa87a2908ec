// Pages under `require-trusted-types-for 'script'` take a worker's address only from a policy they have named:
// `trusted-types lesson-widget`. Ours lets addresses of the page's own origin pass, and no others.

interface Factory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

export const policyName = "lesson-widget";

/** `url` made absolute when a script may come from there; throws otherwise. `page`: the document's base address. */
export function ownOrigin(url: string, page: string, origin = new URL(page).origin): string {
  const asked = new URL(url, page);
  const ours = asked.protocol === "blob:" || asked.origin === origin;
  if (!ours) {
    throw new TypeError(
      `A worker must come from the page's own origin: expected ${origin}, got ${asked.href}. ` +
        "Host the runtime files beside the page and name their folder in asset-path.",
    );
  }
  return asked.href;
}

/** Of the page; in a worker, of its own script. */
const base = () => (typeof document === "undefined" ? self.location.href : document.baseURI);

/** Whether a script of this page may come from `url` by that rule. */
export function ofOwnOrigin(url: string): boolean {
  try {
    return ownOrigin(url, base(), self.origin) !== "";
  } catch {
    return false;
  }
}

let policy: ReturnType<Factory["createPolicy"]> | undefined;

/** What `new Worker` takes: a TrustedScriptURL where the browser knows them, else the plain address. */
export function scriptUrl(url: string): string {
  // Not the address: that of a frame written by its page is about:srcdoc.
  const check = (text: string) => ownOrigin(text, base(), self.origin);
  const checked = check(url);
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (!factory) return checked;
  policy ??= factory.createPolicy(policyName, { createScriptURL: check });
  return policy.createScriptURL(checked) as string;
}
