// Time spent waiting for graphics: taken off what is ours.

declare global {
  interface Window {
    /** From and to, of every call that waits. */
    graphicsWaits: [number, number][];
  }
}

/**
 * Runs in the page before its own scripts. Here the graphics processor is a program on the same two processors, and
 * some calls wait for it to draw; readers have a real one, so that waiting is measured and taken off.
 */
export function watchGraphics(): void {
  const waits: [number, number][] = [];
  window.graphicsWaits = waits;
  const timed = <F extends (...args: never[]) => unknown>(call: F) =>
    function (this: unknown, ...args: never[]) {
      const from = performance.now();
      try {
        return call.apply(this, args);
      } finally {
        waits.push([from, performance.now()]);
      }
    } as unknown as F;
  const wrap = (prototype: object, ...names: string[]) => {
    for (const name of names) {
      const { value, set, ...rest } = Object.getOwnPropertyDescriptor(prototype, name)!;
      const wrapped = set ? { ...rest, set: timed(set) } : { ...rest, value: timed(value) };
      Object.defineProperty(prototype, name, wrapped);
    }
  };
  wrap(HTMLCanvasElement.prototype, "width", "height", "getContext");
  wrap(CanvasRenderingContext2D.prototype, "drawImage", "getImageData");
  const gl = Object.entries(Object.getOwnPropertyDescriptors(WebGL2RenderingContext.prototype));
  wrap(
    WebGL2RenderingContext.prototype,
    ...gl.filter(([, { value }]) => typeof value === "function").map(([k]) => k),
  );
}
