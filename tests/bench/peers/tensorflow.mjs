// TensorFlow.js on its WebAssembly backend, SIMD on, one thread.

import { headsInside, headsOutside } from "./tensors.mjs";

export async function openTensorFlow(name, tf, wasm, folder) {
  wasm.setWasmPaths(folder);
  wasm.setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error("TensorFlow.js runs without SIMD");
  const graph = { attention, layer, softmax };

  return {
    name,
    async open(scene, inputs) {
      const make = graph[scene.open[0]];
      if (!make || (scene.group !== "attention" && scene.open[0] === "attention")) return null;
      return make(scene, inputs);
    },
  };

  /** `compute` from tensors that are kept; its result is read back once, for the comparison. */
  function work(compute, back = (y) => y) {
    const run = () => {
      const y = tf.tidy(compute);
      const held = y;
      return { data: () => held.dataSync(), dispose: () => held.dispose() };
    };
    return {
      run: () => run().dispose(),
      output: () => {
        const y = run();
        const numbers = back(y.data());
        y.dispose();
        return numbers;
      },
    };
  }

  function attention(scene, inputs) {
    const [, heads, tokens, dim] = scene.open;
    const [q, k, v] = inputs.map((x) => tf.tensor3d(headsOutside(x, heads, tokens, dim), [heads, tokens, dim]));
    const scale = tf.scalar(1 / Math.sqrt(dim));
    return work(
      () => tf.matMul(tf.softmax(tf.mul(tf.matMul(q, k, false, true), scale)), v),
      (y) => headsInside(y, heads, tokens, dim),
    );
  }

  function layer(scene, [x, weight]) {
    const [, rows, width, out, around] = scene.open;
    if (around !== 1) return null; // it has no GELU of its own; a chain of nine operations would be no fair peer
    const from = tf.tensor2d(x, [rows, width]);
    const by = tf.tensor2d(weight, [out, width]);
    return { ...work(() => tf.matMul(from, by, false, true)), output: null }; // the product alone
  }

  function softmax(scene, [x]) {
    const rows = tf.tensor2d(x, scene.open.slice(1));
    return work(() => tf.softmax(rows));
  }
}
