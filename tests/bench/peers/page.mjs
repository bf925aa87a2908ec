// In a browser: opens every side once, then measures the scenes it is told to (run.mjs asks through window.peers).

import createPlain from "/plain/lesson-bench.mjs";
import createRelaxed from "/relaxed/lesson-bench.mjs";
import { measureScene } from "./measure.mjs";
import { openOnnxRuntime } from "./onnxruntime.mjs";
import { openOurs } from "./ours.mjs";
import { scenes, sequences } from "./scenes.mjs";
import { measureSequences } from "./sequences.mjs";
import { openTensorFlow } from "./tensorflow.mjs";

const bytes = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

async function openSides() {
  const weights = await bytes("/weights");
  const ours = [await openOurs("ours plain", createPlain)];
  try {
    ours.push(await openOurs("ours relaxed", createRelaxed));
  } catch (error) {
    console.warn("no relaxed SIMD here:", String(error));
  }
  for (const side of ours) side.loadModel(weights);
  const model = (file) => bytes(`/models/${file}`);
  const ort = await import("ort");
  return [
    ...ours,
    await openOnnxRuntime("ONNX Runtime Web", ort, model),
    await openOnnxRuntime("ONNX Runtime Web, fused", ort, model, "fused"),
    await openTensorFlow("TensorFlow.js", window.tf, window.tf.wasm, "/npm/@tensorflow/tfjs-backend-wasm/dist/"),
  ];
}

const sides = openSides();
window.peers = {
  ready: sides.then((all) => all.map((side) => side.name)),
  scene: async (id, options) =>
    measureScene(
      scenes.find((scene) => scene.id === id),
      await sides,
      options,
    ),
  sequences: () => measureSequences({ plain: createPlain, relaxed: createRelaxed }, sequences),
  browser: navigator.userAgent,
};
