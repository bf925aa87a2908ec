#!/usr/bin/env node
// Runs the scenes everywhere and writes down what came of it. Called by `tools/bench --peers`, which has built and
// fetched everything.
//
//   run.mjs [--only TEXT] [--full] [--where chromium,firefox,node,native,sequences] [--output FILE [--add]]
//
// FILE is written after each place; --add keeps the places that it has already. A full run takes an hour.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { inBrowser } from "./browsers.mjs";
import { chart } from "./chart.mjs";
import { scenes } from "./scenes.mjs";
import { table } from "./table.mjs";

const root = new URL("../../../", import.meta.url).pathname;
const places = ["chromium", "firefox", "node", "native", "sequences"];
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    full: { type: "boolean", default: false },
    where: { type: "string", default: places.join() },
    output: { type: "string" },
    add: { type: "boolean", default: false },
  },
});
const where = values.where.split(",");
const unknown = where.find((place) => !places.includes(place));
if (unknown !== undefined) refuse(`--where: there is no '${unknown}' (expected some of ${places.join(", ")})`);
const wanted = scenes.filter((scene) => scene.id.includes(values.only) && (values.full || !scene.heavy));
if (!wanted.length) refuse(`--only: no scene's name has '${values.only}' in it`);

const paths = {
  root,
  plain: `${root}build/wasm/lesson-bench.mjs`,
  relaxed: `${root}build/wasm-relaxed/lesson-bench.mjs`,
  weights: `${root}web/assets/weights/tiny-sd3.safetensors`,
  checkpoint: `${root}build/tiny-sd3`,
  models: `${root}.cache/peers/models`,
  npm: `${root}.cache/peers/node_modules`,
};

function refuse(sentence) {
  console.error(`bench: ${sentence}`);
  process.exit(2);
}

/** A program that takes scenes and gives one JSON object. */
function asked(program, args) {
  const done = spawnSync(program, args, { input: JSON.stringify(wanted), encoding: "utf8", maxBuffer: 2 ** 26 });
  if (done.status !== 0) throw new Error(`${program}: ${done.stderr.trim().split("\n").at(-1)}`);
  return JSON.parse(done.stdout);
}

const here = (file) => `${root}tests/bench/peers/${file}`;
const ways = {
  chromium: () => inBrowser("chromium", paths, wanted),
  firefox: () => inBrowser("firefox", paths, wanted),
  sequences: () => inBrowser("chromium", paths, null),
  node: () =>
    asked(process.execPath, [
      ...(Number(process.versions.node.split(".")[0]) < 21 ? ["--experimental-wasm-relaxed-simd"] : []),
      here("in_node.mjs"),
      paths.plain,
      paths.relaxed,
      paths.weights,
      paths.models,
      paths.npm,
    ]),
  native: () =>
    asked(process.env.LESSON_PEERS_PYTHON ?? "python3", [
      here("native.py"),
      `${root}build/native/tests/bench/peers/peer_process`,
      `${root}build/native/tests/bench/peers/eigen_process`,
      paths.weights,
      paths.checkpoint,
    ]),
};

const version = (name) => JSON.parse(readFileSync(`${paths.npm}/${name}/package.json`, "utf8")).version;
const results = {
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0].model,
  peers: {
    "onnxruntime-web": version("onnxruntime-web"),
    "@tensorflow/tfjs-backend-wasm": version("@tensorflow/tfjs-backend-wasm"),
  },
  note: "One thread each. ONNX Runtime Web and TensorFlow.js ship plain SIMD only. Milliseconds a call; ratios are medians of paired samples.",
};
if (values.add) {
  for (const [name, found] of Object.entries(JSON.parse(readFileSync(values.output, "utf8"))))
    if (places.includes(name)) results[name] = found;
}
for (const place of where) {
  console.error(`${place} ...`);
  results[place] = await ways[place]();
  if (!values.output) continue;
  writeFileSync(values.output, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(values.output.replace(/\.json$/, ".svg"), chart(results));
}
console.log(table(results));
