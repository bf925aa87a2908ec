// The letters that a widget draws, overheard where it hands them to the graphics context: a canvas has no text to ask for.
// Dear ImGui draws a letter as two triangles over a spot of its atlas; a run of letters on one line is a text.

import type { Page } from "@playwright/test";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
/** What is wrong with the letters of the last frame; boxes in device pixels from its corner. */
export interface Letters {
  count: number;
  /** Letters that lie on others of another text. */
  collisions: Box[];
  /** Letters of which a part lies outside of what is drawn. */
  cut: Box[];
}

declare global {
  interface Window {
    /** The letters of the frame that was drawn last; `width` and `height`: of the canvas that it went to. */
    lastLetters(width: number, height: number): Letters;
  }
}

/** Before the page's own scripts. */
export const overhearLetters = (page: Page) => page.addInitScript(overhear);

function overhear(): void {
  interface Letter extends Box {
    clip: Box;
    texture: WebGLTexture | null;
    /** One call of drawing, one list of vertices: its order tells texts apart. */
    list: number;
    index: number;
  }
  const proto = WebGL2RenderingContext.prototype;
  let vertices = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  let indices = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  let scissor = [0, 0, 0, 0] as number[];
  let viewport = [0, 0, 0, 0] as number[];
  let letters: Letter[] = [];
  let last: Letter[] = [];
  let lists = 0;
  let texture: WebGLTexture | null = null;
  const bytesOf = (args: unknown[]) => {
    const [, data, , from = 0, length] = args as [number, ArrayBufferView, number, number?, number?];
    if (!ArrayBuffer.isView(data)) return undefined;
    const size = (data as Uint8Array).BYTES_PER_ELEMENT ?? 1;
    const start = data.byteOffset + from * size;
    const end = length ? start + length * size : data.byteOffset + data.byteLength;
    return new DataView(data.buffer.slice(start, end));
  };
  const wrap = (name: string, heard: (gl: WebGL2RenderingContext, args: unknown[]) => void) => {
    const methods = proto as unknown as Record<string, (...args: unknown[]) => unknown>;
    const method = methods[name]!;
    methods[name] = function (this: WebGL2RenderingContext, ...args: unknown[]) {
      heard(this, args);
      return method.apply(this, args);
    };
  };
  wrap("bufferData", (gl, args) => {
    const bytes = bytesOf(args);
    if (!bytes) return;
    if (args[0] === gl.ARRAY_BUFFER) {
      vertices = bytes;
      lists++;
    } else indices = bytes;
  });
  wrap("bufferSubData", (gl, [target, , data, from = 0, length = 0]) => {
    const bytes = bytesOf([target, data, 0, from, length]);
    if (!bytes) return;
    if (target === gl.ARRAY_BUFFER) {
      vertices = bytes;
      lists++;
    } else indices = bytes;
  });
  wrap("viewport", (_, args) => {
    viewport = args as number[];
  });
  wrap("scissor", (_, args) => {
    scissor = args as number[];
  });
  wrap("bindTexture", (_, [, bound]) => {
    texture = bound as WebGLTexture | null;
  });
  wrap("clear", () => {
    if (letters.length > 0) last = letters;
    letters = [];
  });
  wrap("drawElements", (gl, [, count, type, offset]) => {
    const wide = type === gl.UNSIGNED_INT;
    const index = (i: number) => (wide ? indices.getUint32(i * 4, true) : indices.getUint16(i * 2, true));
    const first = (offset as number) / (wide ? 4 : 2);
    const bottom = viewport[3]!;
    const [x, y, w, h] = scissor as [number, number, number, number];
    const clip = { left: x, top: bottom - y - h, right: x + w, bottom: bottom - y };
    for (let i = first; i + 5 < first + (count as number); i += 6) {
      const corners = [index(i), index(i + 1), index(i + 2), index(i + 5)];
      // Two triangles 0 1 2, 0 2 3 over one rectangle, each corner with its own spot of the atlas.
      if (index(i + 3) !== corners[0] || index(i + 4) !== corners[2]) continue;
      if (Math.max(...corners) * 20 + 20 > vertices.byteLength) continue;
      const at = corners.map((v) => [0, 4, 8, 12].map((byte) => vertices.getFloat32(v * 20 + byte, true)));
      const [a, b, c, d] = at as [number[], number[], number[], number[]];
      if (a[2] === c[2] || a[3] === c[3]) continue; // one spot of the atlas: an area of one colour
      if (a[0] !== d[0] || b[0] !== c[0] || a[1] !== b[1] || c[1] !== d[1]) continue;
      if (vertices.getUint32(corners[0]! * 20 + 16, true) >>> 24 === 0) continue;
      letters.push({
        left: a[0]!,
        top: a[1]!,
        right: c[0]!,
        bottom: c[1]!,
        clip,
        texture,
        list: lists,
        index: corners[0]!,
      });
    }
  });

  window.lastLetters = (width, height) => {
    const drawn = letters.length > 0 ? letters : last;
    // The atlas of letters is what most of it comes from; a picture or a map is one rectangle of its own.
    const uses = new Map<WebGLTexture | null, number>();
    for (const one of drawn) uses.set(one.texture, (uses.get(one.texture) ?? 0) + 1);
    const [atlas] = [...uses].sort(([, a], [, b]) => b - a)[0] ?? [null];
    const whole = { left: 0, top: 0, right: width, bottom: height };
    const all = drawn.filter((one) => one.texture === atlas);
    const within = (part: Box, whole: Box) =>
      part.left >= whole.left - 1.5 &&
      part.right <= whole.right + 1.5 &&
      part.top >= whole.top - 1.5 &&
      part.bottom <= whole.bottom + 1.5;
    const outside = (part: Box, whole: Box) =>
      part.right <= whole.left || part.left >= whole.right || part.bottom <= whole.top || part.top >= whole.bottom;
    const seen = all.filter((one) => !outside(one, one.clip));
    const cut = seen.filter((one) => !within(one, one.clip) || !within(one, whole));
    const collisions: Letter[] = [];
    const sorted = [...seen].sort((a, b) => a.top - b.top);
    for (const [i, a] of sorted.entries())
      for (const b of sorted.slice(i + 1)) {
        if (b.top >= a.bottom) break;
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = a.bottom - b.top - Math.max(0, a.bottom - b.bottom);
        const neighbours = a.list === b.list && Math.abs(a.index - b.index) <= 4; // letters of one text may touch
        const least = Math.min((a.right - a.left) * (a.bottom - a.top), (b.right - b.left) * (b.bottom - b.top));
        if (width > 1 && height > 1 && !neighbours && (width * height) / least > 0.12) collisions.push(a, b);
      }
    const box = ({ left, top, right, bottom }: Box) => ({ left, top, right, bottom });
    return { count: seen.length, collisions: collisions.map(box), cut: cut.map(box) };
  };
}
