// Keeps the page's hash and its widgets in step. A widget takes part by its id; the hash is written when a
// learner changes something, by replacing the entry, so the back button still leaves the page.

import { formatHash, type LinkedStates, parseHash } from "./link.js";

/** The address bar; injected in tests. */
export interface AddressBar {
  hash(): string;
  replace(hash: string): void;
  href(): string;
}
export const browserAddress: AddressBar = {
  hash: () => location.hash,
  replace: (hash) => {
    try {
      history.replaceState(history.state, "", hash || location.pathname + location.search);
    } catch {
      // Frames without an address of their own have none to write, and some browsers tire of a hundred changes.
    }
  },
  href: () => location.href.split("#")[0]!,
};

/** A widget's own link text: "" when its state is as at first, undefined when it is too long for a link. */
export type WidgetLink = string | undefined;

export class Sharing {
  readonly #address: AddressBar;
  readonly #quiet: number;
  #states: LinkedStates;
  readonly #members = new Map<string, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `quiet`: milliseconds without a change before the hash is written. */
  constructor(address: AddressBar = browserAddress, quiet = 400) {
    this.#address = address;
    this.#quiet = quiet;
    this.#states = parseHash(address.hash());
  }

  /** `linked` is called when the reader follows another link to this widget. Returns a way to leave. */
  join(id: string, linked: () => void): () => void {
    this.#members.set(id, linked);
    return () => {
      if (this.#members.get(id) === linked) this.#members.delete(id);
    };
  }

  /** Reads the hash again and tells the widgets it names; call on hashchange. */
  reread(): void {
    const found = parseHash(this.#address.hash());
    if (found.size === 0) return;
    this.#states = found;
    for (const id of found.keys()) this.#members.get(id)?.();
  }

  /** What the link says of this widget. */
  linked(id: string): string | undefined {
    return this.#states.get(id);
  }

  /** The first widget a link names: the one to show. */
  get firstLinked(): string | undefined {
    return this.#states.keys().next().value;
  }

  /** A learner changed the state; this is its link now. */
  changed(id: string, link: WidgetLink): void {
    this.#states.delete(id);
    if (link) this.#states.set(id, link);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(id), this.#quiet);
  }

  /** The whole link to one widget; undefined when it would be too long to share. */
  linkTo(id: string, link: WidgetLink): string | undefined {
    if (link === undefined) return undefined;
    if (link === "") return `${this.#address.href()}#${id}`;
    const hash = formatHash(new Map([[id, link]]));
    return hash && this.#address.href() + hash;
  }

  /** All widgets if that is short enough, else the one just changed; a state too long for a link is left out. */
  #write(id: string): void {
    const own = this.#states.get(id);
    const hash = formatHash(this.#states) ?? (own && formatHash(new Map([[id, own]])));
    if (hash !== undefined) this.#address.replace(hash);
  }
}
