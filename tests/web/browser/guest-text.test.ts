// Figures in pages whose text is up to twice as large as usual: whatever a canvas writes is whole and legible, at a phone's
// width, a column's and a page's. The letters are overheard (glyphs.ts), the controls are asked.

import type { Locator, Page } from "@playwright/test";
import { type Box, overhearLetters } from "./glyphs.js";
import { test } from "./guest.js";
import { expect, names, settle } from "./page.js";

/** What is wrong with the letters of a figure, each fault with the controls nearest to it. */
async function faults(widget: Locator): Promise<string[]> {
  return widget.evaluate((element) => {
    const root = element.shadowRoot!;
    const canvas = root.querySelector("canvas")!;
    const { count, collisions, cut } = window.lastLetters(canvas.width, canvas.height);
    const scale = canvas.getBoundingClientRect().width / canvas.width;
    const corner = canvas.getBoundingClientRect();
    const nodes = [...root.querySelectorAll<HTMLElement>(".overlay [data-id]")].map((node) => ({
      name: node.ariaLabel ?? node.textContent?.slice(0, 40) ?? "",
      box: node.getBoundingClientRect(),
    }));
    const near = ({ left, top, right, bottom }: Box) => {
      const [x, y] = [corner.left + ((left + right) / 2) * scale, corner.top + ((top + bottom) / 2) * scale];
      const away = ({ box }: (typeof nodes)[number]) =>
        Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)) +
        (box.width * box.height) / 1e7; // the smallest that holds it
      const nearest = nodes.filter(({ name }) => name).sort((a, b) => away(a) - away(b))[0];
      return `at ${Math.round(left)},${Math.round(top)} by “${nearest?.name ?? "nothing"}”`;
    };
    const told = (what: string, boxes: Box[]) =>
      [...new Set(boxes.map((box) => near(box).replace(/^at \S+ /, "")))].map(
        (place) => `${what} ${place}, ${near(boxes.find((box) => near(box).endsWith(place))!)}`,
      );
    const none = count < 20 ? [`only ${count} letters were drawn`] : [];
    return [...none, ...told("letters on letters", collisions), ...told("a letter cut", cut)];
  });
}

/** Draws rectangles as Dear ImGui draws letters, into a picture of 100 x 100, clipped to its left half where asked. */
const draws = (page: Page, letters: [x: number, y: number][], clipped = false) =>
  page.evaluate(
    ([letters, clipped]) => {
      const gl = document.createElement("canvas").getContext("webgl2")!;
      gl.viewport(0, 0, 100, 100);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
      gl.scissor(0, 0, clipped ? 50 : 100, 100);
      const vertices = new DataView(new ArrayBuffer(letters.length * 80));
      const indices = new Uint32Array(letters.length * 6);
      for (const [i, [x, y]] of letters.entries()) {
        for (const [corner, [dx, dy]] of [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ].entries()) {
          const at = (4 * i + corner) * 20;
          for (const [j, value] of [x + 8 * dx!, y + 10 * dy!, dx! / 2, dy! / 2].entries())
            vertices.setFloat32(at + 4 * j, value, true);
          vertices.setUint32(at + 16, 0xffffffff, true);
        }
        indices.set(
          [0, 1, 2, 0, 2, 3].map((corner) => 4 * i + corner),
          6 * i,
        );
      }
      gl.bufferData(gl.ARRAY_BUFFER, new Uint8Array(vertices.buffer), gl.STREAM_DRAW, 0, vertices.byteLength);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint8Array(indices.buffer), gl.STREAM_DRAW, 0, indices.byteLength);
      gl.drawElements(gl.TRIANGLES, indices.length, gl.UNSIGNED_INT, 0);
      const { count, collisions, cut } = window.lastLetters(100, 100);
      return [count, collisions.length, cut.length];
    },
    [letters, clipped] as const,
  );

test("letters are overheard: how many, which collide, which are cut", async ({ page, open, watch }) => {
  watch.allow(/INVALID_OPERATION/); // nothing is really drawn
  await overhearLetters(page);
  await open("<p>A page without figures.</p>", { head: "", asItIs: true });
  const line = (y: number) => [0, 9, 18, 27].map((x): [number, number] => [x, y]);
  expect(await draws(page, [...line(0), ...line(12)]), "two lines").toEqual([8, 0, 0]);
  expect(await draws(page, [...line(0), ...line(6)]), "two lines on each other").toEqual([8, 8, 0]);
  expect(await draws(page, [...line(0), [46, 0], [60, 0]], true), "one on the edge, one beyond it").toEqual([
    5, 0, 1,
  ]);
  expect(await draws(page, [...line(0), [50, 95]]), "one below the picture's end").toEqual([5, 0, 1]);
});

for (const width of [320, 640, 1000])
  for (const size of [16, 32])
    test(`text of ${size} px at ${width} px: no letter of a canvas lies on another or is cut`, async ({
      page,
      open,
    }) => {
      test.setTimeout(300_000);
      await overhearLetters(page);
      await page.setViewportSize({ width, height: 900 });
      const found: Record<string, string[]> = {};
      for (const name of names) {
        const widget = await open(
          `<style>body { font-size: ${size}px; margin: 0; }</style><lesson-widget id="w" name="${name}"></lesson-widget>`,
        );
        await settle(page, 400);
        const wrong = await faults(widget);
        if (wrong.length > 0) found[name] = wrong;
      }
      expect(found).toEqual({});
    });
