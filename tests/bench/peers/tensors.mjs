// Other programs keep heads outside: [S, H*D] <-> [H, S, D].

export function headsOutside(x, heads, tokens, dim) {
  const y = new Float32Array(x.length);
  for (let h = 0; h < heads; h++)
    for (let s = 0; s < tokens; s++)
      for (let d = 0; d < dim; d++) y[(h * tokens + s) * dim + d] = x[s * heads * dim + h * dim + d];
  return y;
}

export function headsInside(x, heads, tokens, dim) {
  const y = new Float32Array(x.length);
  for (let h = 0; h < heads; h++)
    for (let s = 0; s < tokens; s++)
      for (let d = 0; d < dim; d++) y[s * heads * dim + h * dim + d] = x[(h * tokens + s) * dim + d];
  return y;
}

export function largestDifference(a, b) {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

/** Rows times columns of the tensors of a scene that our side has drawn: which and how many numbers. */
export function inputsOf(scene, work) {
  const [kind, a, b, c] = scene.open;
  if (kind === "attention") return [0, 1, 2].map((which) => work.tensor(which, b * a * c));
  if (kind === "layer") {
    const [, rows, width, out] = scene.open;
    return [work.tensor(0, rows * width), work.tensor(1, out * width), work.tensor(2, 2 * Math.max(width, out))];
  }
  if (kind === "softmax") return [work.tensor(0, a * b)];
  return [];
}
