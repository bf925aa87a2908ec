export default { simd: { glue: "s.js", wasm: "s.wasm" } };
