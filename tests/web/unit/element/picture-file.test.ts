// Pictures that readers bring: which are turned into pixmaps, and what of them.

import { describe, expect, it } from "vitest";
import { asPixmap, isPicture, middleSquare, pixmap } from "../../../../web/element/picture-file.js";

const named = (name: string, type = "") => Object.assign(new File([], name, { type }));

describe("a reader's picture", () => {
  it("is one by its type or its name, and only where a widget takes pictures", () => {
    expect(isPicture(named("cat.PNG"), "image/*")).toBe(true);
    expect(isPicture(named("cat", "image/webp"), ".safetensors,image/*")).toBe(true);
    expect(isPicture(named("cat.png"), ".safetensors")).toBe(false);
    expect(isPicture(named("cat.ppm"), "image/*")).toBe(false);
    expect(isPicture({ name: "from-a-kernel.jpeg", size: 3 } as File, "image/*")).toBe(true);
  });
  it("is cut to the square in its middle", () => {
    expect(middleSquare(640, 480)).toEqual([80, 0, 480]);
    expect(middleSquare(3, 9)).toEqual([0, 3, 3]);
  });
  it("is a pixmap without its transparency", () => {
    const rgba = new Uint8ClampedArray(64 * 64 * 4).map((_, i) => (i % 4 === 3 ? 255 : i % 251));
    const bytes = pixmap(rgba);
    expect(new TextDecoder().decode(bytes.subarray(0, 13))).toBe("P6\n64 64\n255\n");
    expect(bytes).toHaveLength(13 + 3 * 64 * 64);
    expect([...bytes.subarray(13, 19)]).toEqual([rgba[0], rgba[1], rgba[2], rgba[4], rgba[5], rgba[6]]);
  });
  it("of gigabytes is refused before a byte of it is read", async () => {
    const read = () => Promise.reject(new RangeError("Array buffer allocation failed"));
    const huge = { name: "huge.png", size: 3e9, arrayBuffer: read, slice: () => ({ arrayBuffer: read }) };
    await expect(asPixmap(huge)).rejects.toThrow("huge.png is too large for a picture (at most 50 MB, got 3000 MB)");
  });
});
