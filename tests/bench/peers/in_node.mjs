// The same in Node, where ONNX Runtime Web is slower than in a browser: no bar is set here.
//
//   node in_node.mjs PLAIN RELAXED WEIGHTS MODELS NPM < scenes.json > rows.json

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { measureScene } from "./measure.mjs";
import { openOnnxRuntime } from "./onnxruntime.mjs";
import { openOurs } from "./ours.mjs";

const [plain, relaxed, weights, models, npm] = process.argv.slice(2);
const wanted = JSON.parse(readFileSync(0, "utf8"));
const print = console.log;
console.log = console.error; // what libraries print goes to the other stream

const sides = [];
for (const [name, path] of [
  ["ours plain", plain],
  ["ours relaxed", relaxed],
]) {
  const { default: create } = await import(pathToFileURL(path).href);
  try {
    const side = await openOurs(name, create);
    side.loadModel(readFileSync(weights));
    sides.push(side);
  } catch (error) {
    console.error(`${name}: ${error}`);
  }
}
const ort = createRequire(`${npm}/`)("onnxruntime-web");
const model = async (file) => new Uint8Array(readFileSync(`${models}/${file}`));
sides.push(await openOnnxRuntime("ONNX Runtime Web", ort, model));
sides.push(await openOnnxRuntime("ONNX Runtime Web, fused", ort, model, "fused"));

const rows = [];
for (const scene of wanted) rows.push(await measureScene(scene, sides));
print(JSON.stringify({ node: process.version, rows }));
process.exit(0);
