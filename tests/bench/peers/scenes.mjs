// What is timed beside other programs. `heavy`: only in a full run. Sizes as in the models: 333 tokens are the tiny
// SD3's, 410 those of SD3 Medium at 256 pixels with 154 rows of text, 1,178 at 512 pixels, 4,429 at 1,024 pixels with
// its 333 rows of text.

const attention = (heads, tokens, dim, more = {}) => ({
  id: `attention ${heads} x ${tokens} x ${dim}`,
  group: "attention",
  open: ["attention", heads, tokens, dim, Math.min(77, tokens), 0],
  ...more,
});
const layer = (id, rows, width, out, around) => ({
  id: `layer ${id}`,
  group: "layer",
  open: ["layer", rows, width, out, around],
});

export const scenes = [
  { id: "multiply-add ceiling", group: "ceiling", open: ["ceiling"] },
  attention(4, 333, 32),
  attention(4, 333, 64),
  attention(1, 333, 64),
  attention(24, 333, 64),
  attention(4, 333, 128),
  attention(4, 410, 64),
  attention(24, 410, 64, { heavy: true }),
  attention(4, 1178, 32, { heavy: true }),
  attention(4, 1178, 64),
  attention(24, 1178, 64, { heavy: true }),
  attention(4, 1178, 128, { heavy: true }),
  attention(1, 4429, 64),
  attention(1, 4429, 128, { heavy: true }),
  attention(4, 4429, 64, { heavy: true }),
  {
    ...attention(4, 333, 32),
    id: "weights kept 4 x 333 x 32",
    group: "kept",
    open: ["attention", 4, 333, 32, 77, 1],
  },
  { ...attention(4, 333, 32), id: "quadrant cut 4 x 333 x 32", group: "cut", open: ["attention", 4, 333, 32, 77, 2] },
  { id: "decoupled 4 x 333 x 32", group: "decoupled", open: ["decoupled", 4, 333, 32, 77] },
  layer("q, k, v: modulated, 333 x 128 x 384", 333, 128, 384, 1),
  layer("first of the MLP: modulated, GELU, 333 x 128 x 512", 333, 128, 512, 3),
  layer("second of the MLP: gated, added, 333 x 512 x 128", 333, 512, 128, 4),
  { id: "softmax 1332 x 333", group: "softmax", open: ["softmax", 1332, 333] },
  { id: "forward of the tiny SD3", group: "forward", open: ["forward", 1] },
  { id: "28 guided steps", group: "run", open: ["run", 28], steps: 28 },
];

/** Sequences whose cost is followed upwards, ours alone: one head of 64. */
export const sequences = [333, 589, 1178, 2202, 4429, 8525, 16717];
