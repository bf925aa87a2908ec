// @vitest-environment happy-dom
// What reaches a page's shortcuts of the keys that are pressed inside an element.

import { beforeEach, describe, expect, it } from "vitest";
import { keepKeys } from "../../../../web/element/keys.js";

const inside = `<input class="field" type="text"><input class="number" type="number"><input class="slide" type="range">
  <input class="box" type="checkbox"><select class="list"></select><button class="press"></button><div class="picture"></div>`;

describe("keys", () => {
  let root: ShadowRoot;
  const heard: string[] = [];
  for (const type of ["keydown", "keypress", "keyup"])
    window.addEventListener(type, (event) => heard.push(`${type} ${(event as KeyboardEvent).key}`));
  beforeEach(() => {
    document.body.innerHTML = "<div id=host></div>";
    root = document.querySelector("#host")!.attachShadow({ mode: "open" });
    root.innerHTML = inside;
    keepKeys(root);
    heard.length = 0;
  });
  function press(selector: string, init: KeyboardEventInit, taken = false): string[] {
    const target = root.querySelector(selector)!;
    if (taken) target.addEventListener("keydown", (event) => event.preventDefault(), { once: true });
    for (const type of ["keydown", "keypress", "keyup"])
      target.dispatchEvent(
        new KeyboardEvent(type, { code: init.key, bubbles: true, composed: true, cancelable: true, ...init }),
      );
    return heard.splice(0);
  }

  it.each([" ", "a", "?", "Enter", "ArrowLeft", "Backspace", "Home", "é"])(
    "typed into a field stay there: %s",
    (key) => {
      for (const field of [".field", ".number", ".list"]) expect(press(field, { key })).toEqual([]);
    },
  );
  it.each(["ArrowLeft", "ArrowUp", "Home", "End", "PageDown"])("that move a slider stay there: %s", (key) => {
    expect(press(".slide", { key })).toEqual([]);
  });
  it("that press a button or a box stay there", () => {
    for (const key of [" ", "Enter"]) expect(press(".press", { key })).toEqual([]);
    expect(press(".box", { key: " " })).toEqual([]);
  });
  it("that the figure has taken stay there, and only then", () => {
    expect(press(".picture", { key: "ArrowLeft" }, true)).toEqual([]);
    expect(press(".picture", { key: "ArrowLeft" })).toHaveLength(3);
  });
  it.each(["Escape", "Tab", "F5"])("of the page reach it from anywhere: %s", (key) => {
    for (const control of [".field", ".slide", ".press", ".list"]) expect(press(control, { key })).toHaveLength(3);
  });
  it("that a control has no use for reach the page", () => {
    expect(press(".slide", { key: "n" })).toHaveLength(3);
    expect(press(".press", { key: "ArrowRight" })).toHaveLength(3);
  });
  it("with Ctrl are the page's commands, those that edit a field excepted", () => {
    expect(press(".field", { key: "k", ctrlKey: true })).toHaveLength(3);
    expect(press(".field", { key: "z", ctrlKey: true })).toEqual([]);
    expect(press(".slide", { key: "ArrowLeft", ctrlKey: true })).toHaveLength(3);
  });
});
