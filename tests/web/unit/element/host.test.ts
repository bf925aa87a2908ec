// @vitest-environment happy-dom

import { beforeEach, describe, expect, it, vi } from "vitest";
import { Host } from "../../../../web/element/host.js";
import { LessonError } from "../../../../web/element/types.js";
import { FakeBorder, FakeFrames, fakeSurface } from "./fakes.js";

let border: FakeBorder;
let frames: FakeFrames;
let canvas: HTMLCanvasElement;
let host: Host;

beforeEach(() => {
  border = new FakeBorder();
  frames = new FakeFrames();
  canvas = document.createElement("canvas");
  host = new Host(border.asBorder, canvas, frames);
});
const add = (visible = true) => {
  const surface = fakeSurface(border.create("step-count"), visible);
  host.add(surface);
  return surface;
};

describe("Host", () => {
  it("draws a new widget once and then rests", () => {
    const surface = add();
    frames.run();
    expect(surface.present).toHaveBeenCalledTimes(1);
    expect(frames.waiting).toBe(0);
    host.wake(surface);
    frames.run();
    expect(surface.present).toHaveBeenCalledTimes(2);
    expect(frames.waiting).toBe(0);
  });

  it("goes on as long as a widget moves by itself", () => {
    const surface = add();
    border.get(surface.widget).animation = 3;
    for (let i = 0; i < 10; i++) frames.run();
    expect(surface.present).toHaveBeenCalledTimes(4);
    expect(frames.waiting).toBe(0);
  });

  it("asks for no frame for widgets off screen", () => {
    const surface = add(false);
    expect(frames.requested).toBe(0);
    surface.visible = true;
    host.wake(surface);
    frames.run();
    expect(surface.present).toHaveBeenCalledTimes(1);
  });

  it("draws neighbours that one widget's news made dirty", () => {
    const [a, b] = [add(), add()];
    frames.run();
    frames.run();
    host.wake(a);
    border.get(b.widget).dirty = true;
    frames.run();
    expect(b.present).toHaveBeenCalledTimes(2);
  });

  it("rests while the page is hidden and goes on after", () => {
    const surface = add();
    host.setPageHidden(true);
    expect(frames.waiting).toBe(0);
    host.wake(surface);
    expect(frames.waiting).toBe(0);
    host.setPageHidden(false);
    frames.run();
    expect(surface.present).toHaveBeenCalledTimes(1);
  });

  it("settles a new height within the frame, and never runs on", () => {
    const surface = add();
    border.contentHeight = 500;
    frames.run();
    expect(border.get(surface.widget).frames.map((size) => size.height)).toEqual([300, 500]);
    expect(surface.present).toHaveBeenLastCalledWith(canvas, { width: 640, height: 500, dpr: 1 });
    expect(frames.waiting).toBe(0);
  });

  it("stops with the GL context and brings every picture back with it", () => {
    const [a, b] = [add(), add()];
    frames.run();
    const lost = new Event("webglcontextlost", { cancelable: true });
    canvas.dispatchEvent(lost);
    expect(lost.defaultPrevented).toBe(true);
    host.wake(a);
    expect(frames.waiting).toBe(0);
    canvas.dispatchEvent(new Event("webglcontextrestored"));
    frames.run();
    expect(border.restored).toBe(1);
    expect(a.present).toHaveBeenCalledTimes(2);
    expect(b.present).toHaveBeenCalledTimes(2);
  });

  it("forgets a widget that was removed, even in the middle of a frame", () => {
    const [a, b] = [add(), add()];
    a.framed = () => {
      host.remove(b);
      border.destroy(b.widget);
    };
    frames.run();
    expect(b.present).not.toHaveBeenCalled();
    expect(frames.waiting).toBe(0);
  });

  it("stops with a module that has stopped, tells every figure once, and gives the context back", () => {
    const [a, b] = [add(), add()];
    border.frame = () => {
      border.onStopped(new WebAssembly.RuntimeError("memory access out of bounds"));
      throw new LessonError("stopped");
    };
    host.onBroken = () => "words";
    frames.run();
    frames.run();
    for (const surface of [a, b]) expect(vi.mocked(surface.broken).mock.calls).toEqual([["words"]]);
    expect(frames.waiting).toBe(0);
  });

  it("does not hide other mistakes", () => {
    add();
    border.frame = () => {
      throw new TypeError("a mistake");
    };
    expect(() => frames.run()).toThrow("a mistake");
  });

  describe("when the graphics card is taken away", () => {
    const lose = () => canvas.dispatchEvent(new Event("webglcontextlost", { cancelable: true }));
    const restore = () => canvas.dispatchEvent(new Event("webglcontextrestored"));
    const patienceEnds = () => {
      for (const callback of frames.later.splice(0)) callback();
    };
    const told = () => host.drawable().then(() => "drawable", String);

    it("lets new figures wait until it is back", async () => {
      lose();
      const waiting = told();
      restore();
      patienceEnds();
      expect(await waiting).toBe("drawable");
      expect(await told()).toBe("drawable");
    });

    it("again, just as the patience with an earlier loss runs out: it waits for the later one", () => {
      const surface = add();
      lose();
      restore();
      const earlier = frames.later.splice(0);
      lose();
      for (const callback of earlier) callback();
      expect(surface.broken).not.toHaveBeenCalled();
      restore();
      patienceEnds();
      expect(surface.broken).not.toHaveBeenCalled();
    });

    it("for good: tells every figure, the waiting ones too, once, and draws no more", async () => {
      const surface = add();
      host.onLost = vi.fn(() => "lost for good");
      lose();
      const waiting = told();
      patienceEnds();
      restore(); // too late: another module may be there
      frames.run();
      expect(vi.mocked(surface.broken).mock.calls).toEqual([["lost for good"]]);
      expect(await waiting).toBe("lost for good");
      expect(host.onLost).toHaveBeenCalledOnce();
      expect([border.restored, frames.waiting]).toEqual([0, 0]);
    });
  });

  it("says whose frame it was", () => {
    const surface = add();
    host.afterFrame = vi.fn();
    frames.run();
    expect(host.afterFrame).toHaveBeenCalledWith(surface.widget);
  });

  it("draws what is off screen for printing", () => {
    const surface = add(false);
    host.drawAll();
    expect(surface.present).toHaveBeenCalledTimes(1);
  });
});
