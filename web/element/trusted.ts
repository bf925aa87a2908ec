// Pages under `require-trusted-types-for 'script'` take a worker's address only from a policy they have named:
// `trusted-types lesson-widget`. Ours lets addresses of the page's own origin pass, and no others.

interface Factory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

export const policyName = "lesson-widget";

/** `url` unchanged when a script may come from there; throws otherwise. `page`: the document's address. */
export function ownOrigin(url: string, page: string): string {
  const [asked, own] = [new URL(url, page), new URL(page)];
  const ours = asked.protocol === "blob:" || asked.origin === own.origin;
  if (!ours) {
    throw new TypeError(
      `A worker must come from the page's own origin: expected ${own.origin}, got ${asked.href}. ` +
        "Host the runtime files beside the page and name their folder in asset-path.",
    );
  }
  return asked.href;
}

let policy: ReturnType<Factory["createPolicy"]> | undefined;

/** What `new Worker` takes: a TrustedScriptURL where the browser knows them, else the plain address. */
export function scriptUrl(url: string): string {
  const checked = ownOrigin(url, location.href);
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (!factory) return checked;
  policy ??= factory.createPolicy(policyName, { createScriptURL: (text) => ownOrigin(text, location.href) });
  return policy.createScriptURL(checked) as string;
}
