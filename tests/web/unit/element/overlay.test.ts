// @vitest-environment happy-dom

import { beforeEach, describe, expect, it, vi } from "vitest";
import { Overlay } from "../../../../web/element/overlay/overlay.js";
import { node } from "./fakes.js";

let root: HTMLElement;
let asked: string[];
let focused: string[];
let overlay: Overlay;

beforeEach(() => {
  document.body.replaceChildren();
  root = document.createElement("div");
  document.body.append(root);
  asked = [];
  focused = [];
  overlay = new Overlay(
    root,
    (id, verb, value) => asked.push([id, verb, value].filter((x) => x !== undefined).join(" ")),
    (id) => focused.push(id),
  );
});
const the = <T extends HTMLElement>(id: string) => root.querySelector<T>(`[data-id="${id}"]`)!;

describe("Overlay", () => {
  it("makes a real control of every role, named and placed", () => {
    overlay.update([
      node({ id: "Heading", role: "heading" }),
      node({ id: "Words", role: "text", value: "333" }),
      node({ id: "Play", role: "button" }),
      node({ id: "Loop", role: "button", toggle: true, checked: true }),
      node({ id: "Guided", role: "checkbox", checked: true, description: "With guidance" }),
      node({
        id: "Steps",
        role: "slider",
        min: 1,
        max: 100,
        step: 1,
        now: 28,
        value: "28 steps",
        rect: [8, 40, 200, 32],
      }),
      node({ id: "Seed", role: "spinbutton", min: 0, max: 9, step: 1, now: 4 }),
      node({ id: "Prompt", role: "textbox", value: "a crane", max_length: 77 }),
      node({ id: "Model", role: "combobox", options: ["sd3", "flux"], selected: 1 }),
      node({ id: "Map", role: "image", value: "cat: 12 %", focusable: true }),
    ]);
    expect(the("Heading").getAttribute("role")).toBe("heading");
    expect(the("Words").textContent).toBe("Words 333");
    expect(the("Play").tagName).toBe("BUTTON");
    expect(the("Play").hasAttribute("aria-pressed")).toBe(false);
    expect(the("Loop").getAttribute("aria-pressed")).toBe("true");
    expect(the<HTMLInputElement>("Guided").checked).toBe(true);
    expect(the("Guided").getAttribute("aria-description")).toBe("With guidance");
    expect(the<HTMLInputElement>("Steps").value).toBe("28");
    expect(the("Steps").getAttribute("aria-valuetext")).toBe("28 steps");
    expect(the("Steps").getAttribute("aria-label")).toBe("Steps");
    expect(the("Steps").style.left).toBe("8px");
    expect(the<HTMLInputElement>("Seed").type).toBe("number");
    expect(the<HTMLInputElement>("Prompt").maxLength).toBe(77);
    expect(the<HTMLSelectElement>("Model").value).toBe("flux");
    expect(the("Map").getAttribute("aria-label")).toBe("Map: cat: 12 %");
    expect(the("Map").tabIndex).toBe(0);
  });

  it("asks in the learner's name", () => {
    overlay.update([
      node({ id: "Play", role: "button" }),
      node({ id: "Steps", role: "slider", min: 1, max: 100, step: 1, now: 28 }),
      node({ id: "Model", role: "combobox", options: ["sd3", "flux"], selected: 0 }),
      node({ id: "Map", role: "image" }),
    ]);
    the("Play").click();
    the<HTMLInputElement>("Steps").value = "30";
    the("Steps").dispatchEvent(new Event("input"));
    the<HTMLSelectElement>("Model").value = "flux";
    the("Model").dispatchEvent(new Event("change"));
    the("Map").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", cancelable: true }));
    the("Map").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", ctrlKey: true, cancelable: true }));
    the("Map").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", shiftKey: true, cancelable: true }));
    expect(asked).toEqual(["Play press", "Steps set 30", "Model set flux", "Map move-left", "Map move-down page"]);
  });

  it("touches only what changed, and keeps the elements and their order", () => {
    const nodes = [node({ id: "A", role: "slider", max: 9, now: 1 }), node({ id: "B", role: "button" })];
    overlay.update(nodes);
    const [a, b] = [the("A"), the("B")];
    const changed = vi.fn();
    const observer = new MutationObserver(changed);
    observer.observe(b, { attributes: true });
    overlay.update([{ ...nodes[0]!, now: 2, value: "2" }, nodes[1]!]);
    expect(the("A")).toBe(a);
    expect((a as HTMLInputElement).value).toBe("2");
    expect(observer.takeRecords()).toEqual([]);
    overlay.update([node({ id: "C", role: "text" }), nodes[1]!, nodes[0]!]);
    expect([...root.children].map((e) => (e as HTMLElement).dataset.id)).toEqual(["C", "B", "A"]);
    expect(the("B")).toBe(b);
    overlay.update([]);
    expect(root.childElementCount).toBe(0);
  });

  it("keeps the focus while other controls come and go", () => {
    overlay.update([node({ id: "A", role: "button" }), node({ id: "B", role: "button" })]);
    the("B").focus();
    overlay.update([node({ id: "New", role: "text" }), node({ id: "B", role: "button" })]);
    expect(document.activeElement).toBe(the("B"));
  });

  it("puts controls into their groups and tabs into one list", () => {
    overlay.update([
      node({ id: "Flow", role: "group" }),
      node({ id: "Flow/Steps", role: "slider" }),
      node({ id: "Side", role: "tab", checked: true }),
      node({ id: "Other", role: "tab" }),
      node({ id: "After", role: "button" }),
    ]);
    expect(the("Flow/Steps").parentElement).toBe(the("Flow"));
    expect(the("Flow").getAttribute("role")).toBe("group");
    const list = the("Side").parentElement!;
    expect(list.getAttribute("role")).toBe("tablist");
    expect(list).toBe(the("Other").parentElement);
    expect(the("Side").getAttribute("aria-selected")).toBe("true");
    expect(the("After").parentElement).toBe(root);
  });

  it("tells which control has the keyboard, and when none has", () => {
    overlay.update([node({ id: "Play", role: "button" }), node({ id: "Map", role: "image", focusable: true })]);
    the("Play").focus();
    the("Map").focus();
    the("Map").blur();
    expect(focused).toEqual(["Play", "Map", ""]);
  });

  it("leaves the keyboard of a control that goes to its namesake, or else to the one before it", () => {
    const play = node({ id: "Play", role: "button" });
    const words = node({ id: "Words", role: "text", value: "333" });
    overlay.update([play, words, node({ id: "cat/Map", name: "Map", role: "image", focusable: true })]);
    the("cat/Map").focus();
    overlay.update([play, words, node({ id: "Map", name: "Map", role: "image", focusable: true })]);
    expect(document.activeElement).toBe(the("Map"));
    overlay.update([play, words]);
    expect(document.activeElement).toBe(the("Play"));
    expect(focused.at(-1)).toBe("Play");
    the("Play").blur();
    overlay.update([words]);
    expect(document.activeElement).toBe(document.body);
  });

  it("shows the widget's word again when it did not agree", () => {
    overlay.update([node({ id: "Steps", role: "slider", min: 1, max: 100, step: 1, now: 28 })]);
    const steps = the<HTMLInputElement>("Steps");
    steps.value = "99";
    steps.dispatchEvent(new Event("input"));
    overlay.confirm();
    expect(steps.value).toBe("28");
  });

  it("leaves a field alone while it is typed into, and waits for composed text", () => {
    overlay.update([node({ id: "Prompt", role: "textbox", value: "a" })]);
    const field = the<HTMLInputElement>("Prompt");
    field.focus();
    field.dispatchEvent(new Event("compositionstart"));
    field.value = "あ";
    field.dispatchEvent(new Event("input"));
    expect(asked).toEqual([]);
    field.dispatchEvent(new Event("compositionend"));
    expect(asked).toEqual(["Prompt set あ"]);
    overlay.update([node({ id: "Prompt", role: "textbox", value: "other" })]);
    expect(field.value).toBe("あ");
    field.blur();
    overlay.update([node({ id: "Prompt", role: "textbox", value: "again" })]);
    expect(field.value).toBe("again");
  });

  it("agrees with the widget as soon as a field is left, and not before the widget has answered", () => {
    overlay.update([
      node({ id: "Prompt", role: "textbox", value: "a" }),
      node({ id: "Seed", role: "spinbutton", min: 0, max: 99, step: 1, now: 4 }),
    ]);
    const type = (id: string, value: string) => {
      the<HTMLInputElement>(id).focus();
      the<HTMLInputElement>(id).value = value;
      the(id).dispatchEvent(new Event("input"));
    };
    type("Prompt", "more than it takes");
    overlay.confirm(); // the widget has kept its own
    expect(the<HTMLInputElement>("Prompt").value).toBe("more than it takes");
    the("Prompt").blur();
    expect(the<HTMLInputElement>("Prompt").value).toBe("a");
    type("Seed", "77");
    the("Seed").blur();
    expect(the<HTMLInputElement>("Seed").value, "asked, not answered").toBe("77");
    overlay.confirm();
    expect(the<HTMLInputElement>("Seed").value).toBe("4");
  });

  it("puts what belongs to a part into the group of the part, which says itself that it belongs to it", () => {
    overlay.update([
      node({ id: "Prompt", role: "textbox", value: "" }),
      node({ id: "part:map", role: "group", part: "map" }),
      node({ id: "Zoom", role: "button", part: "map" }),
      node({ id: "Map/Legend", role: "text", value: "1", part: "map" }),
      node({ id: "Step", role: "button", part: "map token" }), // drives several: in none of the groups
    ]);
    expect(the("part:map").parentElement).toBe(root);
    expect(the("part:map").contains(the("Zoom"))).toBe(true);
    expect(the("part:map").contains(the("Map/Legend"))).toBe(true);
    expect(the("part:map").contains(the("Step"))).toBe(false);
    expect(the("part:map").contains(the("Prompt"))).toBe(false);
  });
});
