// Mirrors a widget's semantic tree as DOM controls over its canvas: reconciled by id, only what changed is touched.

import type { SemanticNode } from "../types.js";
import { type Ask, type Control, makeControl } from "./controls.js";

interface Entry {
  control: Control;
  role: string;
  /** What the control shows now, to see whether it must be brought up to date. */
  shown: string;
}

export class Overlay {
  readonly #root: HTMLElement;
  readonly #ask: Ask;
  readonly #entries = new Map<string, Entry>();
  /** Consecutive tabs share one tablist. */
  readonly #tabLists = new Map<string, HTMLElement>();
  /** Asked for a change that the widget has yet to confirm. */
  readonly #unconfirmed = new Set<string>();
  #nodes: SemanticNode[] = [];

  /** `focused` hears which control has the keyboard now; "" for none. */
  constructor(root: HTMLElement, ask: Ask, focused: (id: string) => void) {
    this.#root = root;
    this.#ask = (id, verb, value) => {
      this.#unconfirmed.add(id);
      ask(id, verb, value);
    };
    root.addEventListener("focusin", ({ target }) => focused((target as HTMLElement).dataset?.id ?? ""));
    root.addEventListener("focusout", ({ target, relatedTarget }) => {
      this.#left((target as HTMLElement).dataset?.id ?? "");
      if (!(relatedTarget instanceof Node) || !root.contains(relatedTarget)) focused("");
    });
  }

  /** Takes over the tree of a frame. */
  update(nodes: SemanticNode[]): void {
    const before = this.#nodes;
    const held = this.#focused();
    this.#nodes = nodes;
    this.#drop(new Set(nodes.map((node) => node.id)));
    const places = new Map<HTMLElement, HTMLElement | null>(); // parent -> last child placed
    let tabs: HTMLElement | undefined;
    for (const node of nodes) {
      const entry = this.#entry(node);
      this.#refresh(entry, node);
      let parent = this.#parent(node);
      if (node.role === "tab") {
        tabs ??= this.#tabList(node.id, parent, places);
        parent = tabs;
      } else tabs = undefined;
      place(parent, entry.control.element, places);
    }
    for (const [id, list] of this.#tabLists) {
      if (list.childElementCount > 0) continue;
      list.remove();
      this.#tabLists.delete(id);
    }
    this.#unconfirmed.clear();
    // A control that had to move lost the focus on the way.
    const holder = held && this.#root.contains(held) ? held : held && this.#heir(before, held.dataset.id);
    holder?.focus({ preventScroll: true });
  }

  #focused(): HTMLElement | undefined {
    const { activeElement } = this.#root.getRootNode() as Document | ShadowRoot;
    return activeElement instanceof HTMLElement && this.#root.contains(activeElement) ? activeElement : undefined;
  }

  /** A control that is gone leaves the keyboard to its namesake, or to the one that was before it. */
  #heir(before: SemanticNode[], gone = ""): HTMLElement | undefined {
    const at = before.findIndex(({ id }) => id === gone);
    const lost = before[at];
    const namesake = this.#nodes.find(({ name, role }) => name === lost?.name && role === lost.role);
    return [...before.slice(0, Math.max(at, 0)), namesake]
      .map((node) => this.#entries.get(node?.id ?? "")?.control.element)
      .findLast((element) => element && element.tabIndex >= 0 && !element.matches(":disabled"));
  }

  #drop(kept: ReadonlySet<string>): void {
    for (const [id, entry] of this.#entries) {
      if (kept.has(id)) continue;
      // Children move out first: a group may go while they stay.
      if (entry.role === "group") this.#root.append(...entry.control.element.children);
      entry.control.element.remove();
      this.#entries.delete(id);
    }
  }

  /** A change was asked for and the tree stayed as it was: shows what the widget still says. */
  confirm(): void {
    for (const id of this.#unconfirmed) {
      const node = this.#nodes.find((one) => one.id === id);
      const entry = this.#entries.get(id);
      if (node && entry) entry.control.update(node);
    }
    this.#unconfirmed.clear();
  }

  /** What was typed belonged to the learner; from here on the control shows the widget's word. */
  #left(id: string): void {
    if (this.#unconfirmed.has(id)) return; // the frame that answers comes soon
    const node = this.#nodes.find((one) => one.id === id);
    if (node) this.#entries.get(id)?.control.update(node);
  }

  /** Shows again what the widget last said, whatever the browser has done to the controls. */
  resync(): void {
    for (const node of this.#nodes) this.#entries.get(node.id)?.control.update(node);
  }

  clear(): void {
    this.update([]);
  }

  #entry(node: SemanticNode): Entry {
    let entry = this.#entries.get(node.id);
    if (entry && entry.role !== node.role) {
      entry.control.element.remove();
      entry = undefined;
    }
    if (!entry) {
      entry = { control: makeControl(node, this.#ask), role: node.role, shown: "" };
      entry.control.element.dataset.id = node.id;
      this.#entries.set(node.id, entry);
    }
    return entry;
  }

  #refresh(entry: Entry, node: SemanticNode): void {
    const shown = JSON.stringify(node);
    if (shown === entry.shown && !this.#unconfirmed.has(node.id)) return;
    entry.shown = shown;
    entry.control.update(node);
    const [x, y, w, h] = node.rect;
    const style = entry.control.element.style;
    style.left = `${x}px`;
    style.top = `${y}px`;
    style.width = `${w}px`;
    style.height = `${h}px`;
  }

  /** The innermost group whose id is the head of this one's path, else that of its part. */
  #parent(node: SemanticNode): HTMLElement {
    for (let end = node.id.lastIndexOf("/"); end > 0; end = node.id.lastIndexOf("/", end - 1)) {
      const entry = this.#entries.get(node.id.slice(0, end));
      if (entry?.role === "group") return entry.control.element;
    }
    const part = `part:${node.part}`;
    const group = part === node.id ? undefined : this.#entries.get(part); // a part's group belongs to its part, too
    return group?.role === "group" ? group.control.element : this.#root;
  }

  #tabList(firstId: string, parent: HTMLElement, places: Map<HTMLElement, HTMLElement | null>): HTMLElement {
    let list = this.#tabLists.get(firstId);
    if (!list) {
      list = document.createElement("div");
      list.className = "group";
      list.setAttribute("role", "tablist");
      this.#tabLists.set(firstId, list);
    }
    const name = firstId.split("/").at(-2);
    if (name) list.setAttribute("aria-label", name);
    place(parent, list, places);
    return list;
  }
}

/** Puts `child` behind the last one placed in `parent`; moves nothing that stands right, so focus is kept. */
function place(parent: HTMLElement, child: HTMLElement, places: Map<HTMLElement, HTMLElement | null>): void {
  const before = places.get(parent) ?? null;
  const expected = before ? before.nextElementSibling : parent.firstElementChild;
  if (expected !== child) parent.insertBefore(child, expected);
  places.set(parent, child);
}
