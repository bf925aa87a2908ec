// What a reader types into a control of ours is no shortcut of the page's: a space in a prompt must not turn the page
// of a slide show. Only keys that the control uses are kept from the page; Escape, Tab, function keys and commands
// (Ctrl, Meta) stay its own. What a page catches before it reaches any control (capture) is beyond us.

const moving = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
const pressing = ["Enter", " "];
/** With Ctrl or Meta, in a field. */
const editing = [...moving, "a", "c", "v", "x", "y", "z", "Backspace", "Delete"];
const fields = "input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select";

/** Keys of controls that are no fields. */
const used: [selector: string, keys: readonly string[]][] = [
  ["[type=range]", moving],
  ["[type=radio]", [...moving, " "]],
  ["[type=checkbox]", [" "]],
  ["button, summary", pressing],
  [".scroll", [...moving, " "]],
];

function uses(control: Element, event: KeyboardEvent): boolean {
  if (event.key === "Escape" || event.key === "Tab" || /^F\d+$/.test(event.key)) return false;
  if (event.defaultPrevented || event.isComposing) return true; // the figure, or an input method, has taken it
  const command = (event.ctrlKey || event.metaKey) && !event.getModifierState?.("AltGraph");
  if (control.matches(fields))
    return !command || editing.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (command || event.altKey) return false;
  return used.some(([selector, keys]) => keys.includes(event.key) && control.matches(selector));
}

/** Lets no key out of `root` that a control inside it uses, neither its press nor its release. */
export function keepKeys(root: ShadowRoot): void {
  const down = new Set<string>();
  root.addEventListener("keydown", (event) => {
    const key = event as KeyboardEvent;
    if (!(key.target instanceof Element) || !uses(key.target, key)) return;
    down.add(key.code);
    key.stopPropagation();
  });
  root.addEventListener("keypress", (event) => {
    if (down.has((event as KeyboardEvent).code)) event.stopPropagation();
  });
  root.addEventListener("keyup", (event) => {
    if (down.delete((event as KeyboardEvent).code)) event.stopPropagation();
  });
}
