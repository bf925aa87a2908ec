// Keeps the page's address and its widgets in step. A widget takes part by its id; the address is written when a
// learner changes something, by replacing the entry, so the back button still leaves the page. The states stand in the
// hash, unless the page uses that itself (a hash router's route): then in a parameter of the query, the hash untouched.

import { formatHash, formatStates, type LinkedStates, longestHash, parseHash, parseStates } from "./link.js";

/** The address bar; injected in tests. */
export interface AddressBar {
  /** The whole address. */
  href(): string;
  replace(href: string): void;
  /** An element of the page has this id. */
  names(id: string): boolean;
}
export const browserAddress: AddressBar = {
  href: () => location.href,
  replace: (href) => {
    try {
      history.replaceState(history.state, "", href); // whole: a relative one would be resolved against <base>
    } catch {
      // Frames without an address of their own have none to write, and some browsers tire of a hundred changes.
    }
  },
  names: (id) => document.getElementById(id) !== null,
};

/** A widget's own link text: "" when its state is as at first, undefined when it is too long for a link. */
export type WidgetLink = string | undefined;

/** The parameter of the query that holds states where the hash is the page's. */
const parameter = "lesson-state";

export class Sharing {
  readonly #address: AddressBar;
  readonly #quiet: number;
  #states: LinkedStates;
  readonly #members = new Map<string, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `quiet`: milliseconds without a change before the address is written. */
  constructor(address: AddressBar = browserAddress, quiet = 400) {
    this.#address = address;
    this.#quiet = quiet;
    this.#states = this.#read();
  }

  /** `linked` is called when the reader follows another link to this widget. Returns a way to leave. */
  join(id: string, linked: () => void): () => void {
    this.#members.set(id, linked);
    return () => {
      if (this.#members.get(id) === linked) this.#members.delete(id);
    };
  }

  /** Reads the address again and tells the widgets it names; call on hashchange. */
  reread(): void {
    const found = this.#read();
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
    if (link === "" && !this.#taken) return this.#with(`#${id}`);
    return this.#format(link === "" ? new Map() : new Map([[id, link]]));
  }

  #read(): LinkedStates {
    const url = parsed(this.#address.href());
    const inHash = parseHash(url?.hash ?? "");
    return inHash.size > 0 ? inHash : parseStates(url?.searchParams.get(parameter) ?? "");
  }

  /** The hash is the page's own: neither ours nor an anchor. */
  get #taken(): boolean {
    const hash = hashOf(this.#address.href());
    return hash.length > 1 && parseHash(hash).size === 0 && !this.#address.names(plainId(hash));
  }

  #with(hash: string): string {
    return this.#address.href().split("#")[0]! + hash;
  }

  /** The address for these states; undefined where it would be too long. */
  #format(states: LinkedStates): string | undefined {
    if (!this.#taken) {
      const hash = formatHash(states);
      return hash === undefined ? undefined : withoutParameter(this.#with(hash));
    }
    const url = parsed(this.#address.href());
    const text = formatStates(states);
    if (!url || text.length > longestHash) return undefined;
    if (text) url.searchParams.set(parameter, text);
    else url.searchParams.delete(parameter);
    return url.href;
  }

  /** All widgets if that is short enough, else the one just changed; a state too long for a link is left out. */
  #write(id: string): void {
    const own = this.#states.get(id);
    const href = this.#format(this.#states) ?? (own && this.#format(new Map([[id, own]])));
    if (href !== undefined && href !== this.#address.href()) this.#address.replace(href);
  }
}

/** States that a link gave in the query stand in the hash from now on. Other parameters are left byte for byte. */
function withoutParameter(href: string): string {
  if (!href.includes(`${parameter}=`)) return href;
  const url = parsed(href);
  url?.searchParams.delete(parameter);
  return url?.href ?? href;
}

const hashOf = (href: string) => (href.includes("#") ? href.slice(href.indexOf("#")) : "");

function plainId(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

function parsed(href: string): URL | undefined {
  try {
    return new URL(href);
  } catch {
    return undefined;
  }
}
