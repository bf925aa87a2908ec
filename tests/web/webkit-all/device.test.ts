// What WebKit gives the page of the machine: dialogues, pixels, the graphics context; and that it rests.

import { join } from "node:path";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { dist, served } from "../webkit/served.js";
import type { WebKit } from "../webkit/webkit.js";
import { expect, middleOf, pause, show, stateOf, test } from "./lesson.js";
import { XKeys } from "./x-keys.js";

test("“Open a capture” opens a dialogue from the press itself, however slow frames are", async ({ webkit, open }) => {
  await open();
  await show(webkit, "step-count"); // a neighbour that draws, too
  await show(webkit, "attention-quadrants");
  await webkit.run(async () => {
    document.querySelector<LessonWidgetElement>("#attention-quadrants")!.state = { source: "capture" };
    await new Promise((done) => setTimeout(done, 1000));
    const heard: string[] = [];
    (window as unknown as { heard: string[] }).heard = heard;
    // The driver closes what opens, and the page hears that. A dialogue that was refused says nothing, or throws.
    const showPicker = HTMLInputElement.prototype.showPicker;
    HTMLInputElement.prototype.showPicker = function () {
      this.addEventListener("cancel", () => heard.push("opened"));
      heard.push("asked");
      showPicker.call(this);
    };
    const request = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => {
      setTimeout(() => request(callback), 1300);
      return 1;
    };
    document.addEventListener("click", () => setTimeout(() => heard.push("after the press")), { capture: true });
  });
  await webkit.mouse(await middleOf(webkit, "attention-quadrants", 'button[aria-label^="Open a capture"]'));
  const heard = () => webkit.run(() => (window as unknown as { heard: string[] }).heard);
  await expect.poll(heard).toContain("opened");
  expect((await heard())[0], "asked for in the press itself").toBe("asked");
});

test("the canvas has the screen's pixels under the browser's zoom", async ({ webkit, open }) => {
  await open();
  const screen = await XKeys.open(webkit.display);
  try {
    screen.moveTo(600, 600);
    await show(webkit, "encoder-shapes");
    const pixels = () =>
      webkit.run(() => {
        const root = document.querySelector("#encoder-shapes")!.shadowRoot!;
        const zoom = window.outerWidth / window.innerWidth;
        const wanted = root.querySelector(".stage")!.clientWidth * zoom;
        return { zoom, ratio: root.querySelector("canvas")!.width / wanted };
      });
    for (const least of [1, 1.15, 1.4, 1.7, 2]) {
      await expect.poll(async () => (await pixels()).zoom).toBeGreaterThanOrEqual(least);
      await expect.poll(async () => Math.abs((await pixels()).ratio - 1)).toBeLessThan(0.02);
      screen.press("Control", "ZoomIn");
      await pause(600);
    }
  } finally {
    screen.press("Control", "Zero");
    screen.close();
  }
});

/** A page with nothing else on it, whose contexts and frames are counted from the start. */
async function onlyFigures(webkit: WebKit, origin: string, name: string, count = 1): Promise<void> {
  await webkit.open(`${origin}/lib/index.js`); // of the same origin; what it says is replaced
  await webkit.run(
    async (name, count) => {
      document.body.replaceChildren();
      const contexts = new Set<HTMLCanvasElement>();
      const counted = { contexts, frames: 0 };
      Object.assign(window, { counted });
      const getContext = HTMLCanvasElement.prototype.getContext;
      const counting = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        if (kind.startsWith("webgl")) contexts.add(this);
        return (getContext as (...args: unknown[]) => unknown).call(this, kind, ...rest);
      };
      HTMLCanvasElement.prototype.getContext = counting as typeof getContext;
      const request = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (callback) =>
        request((now) => {
          counted.frames++;
          callback(now);
        });
      await import(`${location.origin}/lib/index.js`);
      const all = Array.from({ length: count }, (_, i) => {
        const widget = document.createElement("lesson-widget") as LessonWidgetElement;
        widget.id = `${name}${i || ""}`;
        widget.setAttribute("name", name);
        const room = document.createElement("div");
        if (count > 1) room.style.height = "600px";
        room.append(widget);
        document.body.append(room);
        return widget;
      });
      await Promise.all(all.map((one) => one.ready.then(() => {}))); // the element itself is no value of a promise's
    },
    name,
    count,
  );
}
interface Counted {
  contexts: Set<HTMLCanvasElement>;
  frames: number;
}

test("a lost graphics context comes back with the picture", async ({ webkit }) => {
  await served(join(dist, "package"), async (origin) => {
    await onlyFigures(webkit, origin, "encoder-shapes");
    const picture = () =>
      webkit.run(() => {
        const canvas = document.querySelector("#encoder-shapes")!.shadowRoot!.querySelector("canvas")!;
        const copy = document.createElement("canvas");
        copy.width = canvas.width;
        copy.height = canvas.height;
        const context = copy.getContext("2d")!;
        context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        const colors = new Set<number>();
        let hash = 0;
        for (let i = 0; i < data.length; i += 4) {
          const color = data[i]! * 65536 + data[i + 1]! * 256 + data[i + 2]!;
          hash = (hash * 31 + color) | 0;
          colors.add(color);
        }
        return { hash, colors: colors.size };
      });
    await pause(1500);
    const before = await picture();
    expect(before.colors).toBeGreaterThan(20);
    const state = await stateOf(webkit, "encoder-shapes");
    await webkit.run(async () => {
      const [gl] = (window as unknown as { counted: Counted }).counted.contexts;
      const loss = gl!.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
      const heard = (type: string) => new Promise((done) => gl!.addEventListener(type, done, { once: true }));
      const lost = heard("webglcontextlost");
      loss.loseContext();
      await lost;
      await new Promise((done) => setTimeout(done, 300));
      const back = heard("webglcontextrestored");
      loss.restoreContext();
      await back;
      // Another state and back, or the picture kept from before would do.
      const widget = document.querySelector<LessonWidgetElement>("#encoder-shapes")!;
      const model = widget.state.model!;
      widget.state = { model: model === "sd1.5" ? "sdxl" : "sd1.5" };
      await new Promise((done) => setTimeout(done, 800));
      widget.state = { model };
      await new Promise((done) => setTimeout(done, 800));
    });
    expect(await stateOf(webkit, "encoder-shapes")).toEqual(state);
    await expect.poll(picture).toEqual(before);
  });
});

test("24 figures share one context, and draw nothing once they rest", async ({ webkit }) => {
  await served(join(dist, "package"), async (origin) => {
    await onlyFigures(webkit, origin, "step-count", 24);
    const counts = () =>
      webkit.run(() => {
        const { contexts, frames } = (window as unknown as { counted: Counted }).counted;
        const all = [...document.querySelectorAll<LessonWidgetElement>("lesson-widget")];
        const held = all.filter((one) => one.shadowRoot!.querySelector("canvas")!.width > 100).length;
        return {
          contexts: contexts.size,
          frames,
          held,
          ready: all.filter(({ status }) => status === "ready").length,
        };
      });
    await pause(3000);
    const before = await counts();
    expect(before).toMatchObject({ contexts: 1, ready: 24 });
    expect(before.held, "canvases that hold pixels").toBeLessThan(12);
    await pause(4000);
    expect((await counts()).frames - before.frames).toBe(0);
  });
});
