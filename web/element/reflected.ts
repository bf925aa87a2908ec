// Properties that are the element's attributes under another name, as HTML's own elements have them: a framework may set
// either.

/** Property → attribute, of texts. */
export const texts = {
  name: "name",
  parts: "parts",
  label: "label",
  theme: "theme",
  assetPath: "asset-path",
  loading: "loading",
  loadingMargin: "loading-margin",
  accept: "accept",
} as const;
/** Of what is so when the attribute is there. */
export const flags = { share: "share" } as const;

/** null and undefined, by which frameworks take a property back, take the attribute away. */
export function reflect(prototype: HTMLElement): void {
  const define = (
    property: string,
    get: (element: HTMLElement) => unknown,
    set: (element: HTMLElement, value: unknown) => void,
  ) =>
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return get(this);
      },
      set(this: HTMLElement, value: unknown) {
        set(this, value);
      },
    });
  for (const [property, attribute] of Object.entries(texts))
    define(
      property,
      (element) => element.getAttribute(attribute) ?? "",
      (element, value) =>
        value === null || value === undefined
          ? element.removeAttribute(attribute)
          : element.setAttribute(attribute, String(value)),
    );
  for (const [property, attribute] of Object.entries(flags))
    define(
      property,
      (element) => element.hasAttribute(attribute),
      (element, value) => void element.toggleAttribute(attribute, Boolean(value)),
    );
}
