import { describe, expect, it } from "vitest";
import { typeset } from "../../../../web/lesson/typeset.js";

describe("typeset", () => {
  it.each([
    ["T5's rows", "T5’s rows"],
    ['"Rectified flow" there', "“Rectified flow” there"],
    ["1024 x 1024 image, 2 x 2 patches", "1024\u00a0×\u00a01024 image, 2\u00a0×\u00a02 patches"],
    ["H * D = d, 2 * 2 * 16", "H · D = d, 2\u00a0·\u00a02\u00a0·\u00a016"],
    ["36 d^2 against 22 d^2", "36 d² against 22 d²"],
    ["1.08x in the toy case, +30.1%", "1.08× in the toy case, +30.1\u00a0%"],
    ["pixel values, 0x1f", "pixel values, 0x1f"],
    ["98.5 ± 1.1", "98.5 ±\u00a01.1"],
  ])("%s", (plain, set) => {
    expect(typeset(plain)).toBe(set);
  });
});
