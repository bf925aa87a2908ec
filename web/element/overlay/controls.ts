// One DOM control per kind of semantic node: how it is made, and how it is brought up to date.
// Each is a real, focusable control lying transparently over its drawn twin; the state lives in the widget,
// so a control shows what the widget last said and only asks for changes.

import { make } from "../../dom/make.js";
import type { SemanticNode, Verb } from "../types.js";

/** Asks the widget for something in the learner's name. */
export type Ask = (id: string, verb: Verb, value?: string) => void;

export interface Control {
  readonly element: HTMLElement;
  update(node: SemanticNode): void;
}

/** Names carry units and marks; what is not there is not set. */
function label(element: HTMLElement, node: SemanticNode): void {
  setOrRemove(element, "aria-label", node.name);
  setOrRemove(element, "aria-description", node.description);
}
export function setOrRemove(element: Element, name: string, value: string | undefined): void {
  if (value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  } else if (element.hasAttribute(name)) element.removeAttribute(name);
}
function button(id: string, ask: Ask): Control {
  const element = make("button", { class: "press" });
  element.type = "button";
  element.addEventListener("click", () => ask(id, "press"));
  return {
    element,
    update(node) {
      label(element, node);
      element.disabled = node.disabled ?? false;
      const pressed = node.toggle ? String(node.checked ?? false) : undefined;
      setOrRemove(element, "aria-pressed", pressed);
    },
  };
}

function checkbox(id: string, ask: Ask): Control {
  const element = make("input", { class: "press" });
  element.type = "checkbox";
  element.addEventListener("change", () => ask(id, "set", String(element.checked)));
  return {
    element,
    update(node) {
      label(element, node);
      element.disabled = node.disabled ?? false;
      element.checked = node.checked ?? false;
    },
  };
}

function slider(id: string, ask: Ask): Control {
  const element = make("input", { class: "slide" });
  element.type = "range";
  element.addEventListener("input", () => ask(id, "set", element.value));
  return {
    element,
    update(node) {
      label(element, node);
      element.disabled = node.disabled ?? false;
      bounds(element, node);
      element.value = String(node.now ?? 0);
      setOrRemove(element, "aria-valuetext", node.value);
    },
  };
}

function bounds(element: HTMLInputElement, node: SemanticNode): void {
  element.min = String(node.min ?? 0);
  element.max = String(node.max ?? 0);
  element.step = node.step ? String(node.step) : "any";
}

/** Visible and typed into: input methods, dead keys and phone keyboards work as everywhere else. */
function field(id: string, ask: Ask, type: "text" | "number"): Control {
  const element = make("input", { class: "field" });
  element.type = type;
  element.autocomplete = "off";
  let composing = false;
  const send = () => {
    if (!composing && (type === "text" || element.checkValidity())) ask(id, "set", element.value);
  };
  element.addEventListener("compositionstart", () => {
    composing = true;
  });
  element.addEventListener("compositionend", () => {
    composing = false;
    send();
  });
  element.addEventListener("input", send);
  return {
    element,
    update(node) {
      label(element, node);
      element.disabled = node.disabled ?? false;
      if (type === "number") {
        bounds(element, node);
      } else if (node.max_length) element.maxLength = node.max_length;
      // What is being typed belongs to the learner until they leave the field.
      const value = type === "number" ? String(node.now ?? 0) : (node.value ?? "");
      if (!isFocused(element) && element.value !== value) element.value = value;
    },
  };
}

function isFocused(element: HTMLElement): boolean {
  return (element.getRootNode() as Document | ShadowRoot).activeElement === element;
}

function combobox(id: string, ask: Ask): Control {
  const element = make("select", { class: "press" });
  element.addEventListener("change", () => ask(id, "set", element.value));
  return {
    element,
    update(node) {
      label(element, node);
      element.disabled = node.disabled ?? false;
      const shown = [...element.options].map((option) => option.value);
      const options = node.options ?? [];
      if (shown.join("\n") !== options.join("\n")) element.replaceChildren(...options.map(option));
      element.selectedIndex = node.selected ?? -1;
    },
  };
}

function option(text: string): HTMLOptionElement {
  const element = document.createElement("option");
  element.value = element.textContent = text;
  return element;
}

function tab(id: string, ask: Ask): Control {
  const { element, update } = button(id, ask);
  return {
    element,
    update(node) {
      update({ ...node, toggle: false });
      element.setAttribute("role", "tab");
      element.setAttribute("aria-selected", String(node.checked ?? false));
    },
  };
}

const moves: Record<string, Verb> = {
  ArrowLeft: "move-left",
  ArrowRight: "move-right",
  ArrowUp: "move-up",
  ArrowDown: "move-down",
  Enter: "press",
  " ": "press",
  "+": "increment",
  "=": "increment",
  "-": "decrement",
  "0": "home",
  Home: "home",
};

/** A picture; one that can be moved in takes the focus and the arrow keys. */
function picture(id: string, ask: Ask, role: "img" | "group"): Control {
  const element = make("div", { class: "picture" });
  element.setAttribute("role", role);
  element.addEventListener("keydown", (event) => {
    const verb = moves[event.key];
    if (!verb || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    ask(id, verb, event.shiftKey && verb.startsWith("move-") ? "page" : undefined);
  });
  return {
    element,
    update(node) {
      setOrRemove(element, "aria-label", [node.name, node.value].filter(Boolean).join(": "));
      setOrRemove(element, "aria-description", node.description);
      setOrRemove(element, "tabindex", node.focusable ? "0" : undefined);
    },
  };
}

/** A widget stands in a section of the page: its own headings come below that section's. */
const levelsAbove = 1;

function words(tag: "span" | "div", role?: string): Control {
  const element = make(tag, { class: "words" });
  if (role) element.setAttribute("role", role);
  return {
    element,
    update(node) {
      const text = [node.name, node.value].filter((part, i, all) => part && all.indexOf(part) === i).join(" ");
      if (element.textContent !== text) element.textContent = text;
      if (role === "heading") element.setAttribute("aria-level", String((node.level || 2) + levelsAbove));
      setOrRemove(element, "aria-live", node.live ? "polite" : undefined);
      // The visible name of a control next to it: found by search and selection, not read out twice.
      setOrRemove(element, "aria-hidden", node.id.endsWith(":label") ? "true" : undefined);
    },
  };
}

/** Holds the nodes whose ids begin with its own. */
function group(): Control {
  const element = make("div", { class: "group" });
  element.setAttribute("role", "group");
  return { element, update: (node) => label(element, node) };
}

export function makeControl(node: SemanticNode, ask: Ask): Control {
  switch (node.role) {
    case "group":
      return group();
    case "heading":
      return words("div", "heading");
    case "text":
      return words("span");
    case "button":
    case "link":
      return button(node.id, ask);
    case "checkbox":
      return checkbox(node.id, ask);
    case "slider":
      return slider(node.id, ask);
    case "spinbutton":
      return field(node.id, ask, "number");
    case "textbox":
      return field(node.id, ask, "text");
    case "combobox":
      return combobox(node.id, ask);
    case "tab":
      return tab(node.id, ask);
    case "image":
    case "grid":
      return picture(node.id, ask, "img");
  }
}
