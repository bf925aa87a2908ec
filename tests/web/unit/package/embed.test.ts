// @vitest-environment happy-dom
// The embed page's address, and what its frame and the page around it say to each other.

import { afterEach, describe, expect, it } from "vitest";
import { readAddress } from "../../../../web/package/embed/address.js";
import { watchFrames } from "../../../../web/package/embed/frames.js";

describe("an address", () => {
  it("names a figure, its state and looks", () => {
    const { widget, question, parent, fixed } = readAddress(
      '?widget=step-count&state={"steps":28}&theme=dark&parts=slider&onclick=x&parent=https://c.test/a&height=fixed',
    );
    expect(widget).toEqual({ name: "step-count", state: '{"steps":28}', theme: "dark", parts: "slider" });
    expect({ question, parent, fixed }).toEqual({ question: undefined, parent: "https://c.test", fixed: true });
  });

  it("asks for a number, or for one of some options with their replies", () => {
    expect(readAddress("?question=How many?&right=28&near=4").question).toEqual({
      words: "How many?",
      attributes: { id: "question", kind: "number", right: "28", near: "4" },
      options: [],
    });
    const { question } = readAddress("?question=Where?&id=q&right=1&option=Here&reply=No.&option=There");
    expect(question).toMatchObject({ attributes: { id: "q", kind: "choice", right: "1" } });
    expect(question!.options).toEqual([{ words: "Here", reply: "No." }, { words: "There" }]);
  });

  it.each([
    ["", "expected ?widget="],
    ["?state={}", "expected ?widget="],
    ["?widget=step-count&parent=course", 'got "course"'],
  ])("that lacks something is refused in words: %s", (address, said) =>
    expect(() => readAddress(address)).toThrow(said),
  );
});

describe("the page around", () => {
  let stop = () => {};
  afterEach(() => {
    stop();
    document.body.replaceChildren();
  });
  const framed = () => {
    const frame = document.createElement("iframe");
    Object.defineProperty(frame, "contentWindow", { value: { name: "inside" } }); // nothing is loaded here
    document.body.append(frame);
    stop = watchFrames(document);
    const say = (data: unknown, source = frame.contentWindow) =>
      window.dispatchEvent(new MessageEvent("message", { data, source: source as unknown as Window }));
    return { frame, say };
  };

  it("gives a frame the height it asks for, within bounds", () => {
    const { frame, say } = framed();
    say({ from: "lesson-widgets", kind: "height", height: 612 });
    expect(frame.style.height).toBe("612px");
    say({ from: "lesson-widgets", kind: "height", height: 1e9 });
    expect(frame.style.height).toBe("20000px");
  });

  it("hears what happens inside as events of the iframe", () => {
    const { frame, say } = framed();
    const heard: unknown[] = [];
    document.addEventListener("lesson-answer", (event) => heard.push([event.target, (event as CustomEvent).detail]), {
      once: true,
    });
    say({ from: "lesson-widgets", kind: "event", type: "lesson-answer", detail: { id: "q" } });
    expect(heard).toEqual([[frame, { id: "q" }]]);
  });

  it.each([
    [null],
    ["height"],
    [{ from: "lesson-widgets", kind: "height", height: "612" }],
    [{ from: "lesson-widgets", kind: "event", type: "click", detail: {} }],
    [{ from: "somebody", kind: "height", height: 612 }],
  ])("leaves alone what is not ours: %j", (data) => {
    const { frame, say } = framed();
    let clicks = 0;
    frame.addEventListener("click", () => clicks++);
    say(data);
    say({ from: "lesson-widgets", kind: "height", height: 700 }, window as never);
    expect({ height: frame.style.height, clicks }).toEqual({ height: "", clicks: 0 });
  });
});
