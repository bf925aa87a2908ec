// @vitest-environment happy-dom
// How large a widget draws: in device pixels, under the browser's zoom, and magnified where the page's text is large.

import { describe, expect, it } from "vitest";
import { magnification, textSizeOf } from "../../../../web/element/magnify.js";
import { browserZoom, CanvasSurface } from "../../../../web/element/surface.js";

function surface(width: number, text: number) {
  const [stage, canvas, overlay] = ["div", "canvas", "div"].map((tag) => document.createElement(tag)) as [
    HTMLElement,
    HTMLCanvasElement,
    HTMLElement,
  ];
  stage.append(canvas, overlay);
  document.body.append(stage);
  stage.style.width = `${width}px`;
  const made = new CanvasSurface(stage, canvas, overlay);
  made.wear(textSizeOf(text));
  made.resized();
  return { made, stage, canvas, overlay };
}

describe("a page's large text", () => {
  it.each([
    [12, 12, 1],
    [16, 16, 1],
    [18, 18, 1],
    [24, 18, 24 / 18],
    [32, 18, 32 / 18],
  ])("of %i px is drawn as %i px, %f times as large", (size, text, scale) => {
    expect(textSizeOf(size).text).toBe(text);
    expect(magnification(textSizeOf(size), 960)).toBeCloseTo(scale);
    expect(text * magnification(textSizeOf(size), 960)).toBeCloseTo(size); // up to 200 % and beyond, as large as the page's
  });

  it("leaves every widget the width that it can do with", () => {
    expect(360 / magnification(textSizeOf(32), 360)).toBeCloseTo(320);
    expect(magnification(textSizeOf(32), 300)).toBe(1);
  });

  it("is a larger picture of the same device pixels, under controls and points that are larger with it", () => {
    const { made, stage, canvas, overlay } = surface(900, 36);
    const size = made.measure()!;
    expect(size.width).toBeCloseTo(450);
    expect(size.width * size.dpr).toBeCloseTo(900);
    expect(made.setHeight(300)).toBe(true);
    expect(stage.style.height).toBe("600px");
    made.present(canvas, made.measure()!);
    expect(Number.parseFloat(canvas.style.width)).toBeCloseTo(900);
    expect(overlay.style).toMatchObject({ transform: "scale(2)", width: "50%", fontSize: "18px" });
    canvas.getBoundingClientRect = () => new DOMRect(0, 0, 900, 600);
    Object.defineProperty(canvas, "offsetWidth", { value: 900 });
    expect(made.locate(450, 300)).toEqual({ x: 225, y: 150 });
  });
});

describe("the zoom of a browser that leaves it out of its pixels' ratio", () => {
  const view = (vendor: string, outerWidth: number, innerWidth: number, framed = false) => {
    const made = { navigator: { vendor }, outerWidth, innerWidth } as unknown as Window & { parent: unknown };
    Object.assign(made, { parent: framed ? {} : made });
    return made;
  };
  it("is told by its window", () => {
    expect(browserZoom(view("Apple Computer, Inc.", 1280, 617))).toBeCloseTo(2.07, 1);
    expect(browserZoom(view("Apple Computer, Inc.", 1280, 1265))).toBe(1);
  });
  it("is nothing in a frame, and in browsers whose ratio has it", () => {
    expect(browserZoom(view("Apple Computer, Inc.", 1280, 617, true))).toBe(1);
    expect(browserZoom(view("Google Inc.", 1280, 617))).toBe(1);
  });
});
