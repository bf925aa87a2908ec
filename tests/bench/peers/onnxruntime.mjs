// ONNX Runtime Web, WebAssembly, one thread. It ships plain SIMD only. Graphs: models.py.

import { headsInside, headsOutside } from "./tensors.mjs";

export async function openOnnxRuntime(name, ort, readModel, variant) {
  ort.env.wasm.numThreads = 1;
  const sessions = new Map();
  const session = async (file) => {
    if (!sessions.has(file))
      sessions.set(
        file,
        await ort.InferenceSession.create(await readModel(file), {
          executionProviders: ["wasm"],
          graphOptimizationLevel: "all",
          intraOpNumThreads: 1,
        }),
      );
    return sessions.get(file);
  };
  const tensor = (data, dims) => new ort.Tensor("float32", data, dims);
  const graph = { attention, layer, softmax, forward, run };

  return {
    name,
    async open(scene, inputs) {
      const make = graph[scene.open[0]];
      if (!make || (scene.group !== "attention" && scene.open[0] === "attention")) return null;
      if (variant && scene.open[0] !== "attention") return null;
      return make(scene, inputs);
    },
  };

  async function attention(scene, [q, k, v]) {
    const [, heads, tokens, dim] = scene.open;
    const fused = variant === "fused";
    const net = await session(fused ? `attention-fused-${heads}.onnx` : "attention.onnx");
    const shape = fused ? [1, tokens, heads * dim] : [heads, tokens, dim];
    const laid = (x) => tensor(fused ? x : headsOutside(x, heads, tokens, dim), shape);
    const feeds = { q: laid(q), k: laid(k), v: laid(v) };
    if (!fused) feeds.scale = tensor(Float32Array.of(1 / Math.sqrt(dim)), [1]);
    return {
      run: async () => (await net.run(feeds)).out,
      output: (out) => (fused ? out.data : headsInside(out.data, heads, tokens, dim)),
    };
  }

  async function layer(scene, [x, weight, mods]) {
    const [, rows, width, out, around] = scene.open;
    const net = await session(`layer-${around}.onnx`);
    const wide = mods.length / 2;
    const feeds = { x: tensor(x, [rows, width]), weight: tensor(transposed(weight, out, width), [width, out]) };
    if (around & 1) {
      feeds.shift = tensor(mods.slice(0, width), [width]);
      feeds.scale = tensor(mods.slice(wide, wide + width), [width]);
    }
    if (around & 4) {
      feeds.gate = tensor(mods.slice(0, out), [out]);
      feeds.base = tensor(new Float32Array(rows * out), [rows, out]);
    }
    return { run: async () => (await net.run(feeds)).out, output: around & 4 ? null : (y) => y.data };
  }

  async function softmax(scene, [x]) {
    const [, rows, columns] = scene.open;
    const net = await session("softmax.onnx");
    const feeds = { x: tensor(x, [rows, columns]) };
    return { run: async () => (await net.run(feeds)).out, output: (y) => y.data };
  }

  /** The denoiser alone: `batch` latents. */
  async function denoiser(batch) {
    const net = await session(`denoiser-${batch}.onnx`);
    const shapes = JSON.parse(new TextDecoder().decode(await readModel(`denoiser-${batch}.json`)));
    const feeds = {};
    for (const [input, dims] of Object.entries(shapes)) {
      const size = dims.reduce((a, b) => a * b, 1);
      feeds[input] = tensor(
        Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898) * 1.7),
        dims,
      );
    }
    feeds.timestep = tensor(new Float32Array(batch).fill(500), [batch]);
    return async () => (await net.run(feeds)).out;
  }

  async function forward() {
    return { run: await denoiser(1), output: null };
  }

  /** Its steps alone, with the prompt and without in one batch: reading the prompt and decoding are left out here. */
  async function run(scene) {
    const step = await denoiser(2);
    return {
      run: async () => {
        let last;
        for (let i = 0; i < scene.steps; i++) last = await step();
        return last;
      },
      output: null,
    };
  }
}

function transposed(x, rows, columns) {
  const y = new Float32Array(x.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) y[c * rows + r] = x[r * columns + c];
  return y;
}
