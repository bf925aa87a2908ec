// Our kernels in a WebAssembly module (kernels.h), plain or with relaxed SIMD.

export async function openOurs(name, createModule, options = {}) {
  const module = await createModule(options);
  return {
    name,
    kernels: text(module, module._bench_kernels()),
    bytes: () => module.HEAPU8.length,
    loadModel(file) {
      const at = module._malloc(file.length);
      module.HEAPU8.set(file, at);
      const taken = module._bench_load_model(at, file.length);
      module._free(at);
      if (!taken) throw new Error(`${name} does not take the weights`);
    },
    /** -> { run, flops, tensor, close } or null where it cannot be had. */
    async open(scene) {
      const [kind, ...sizes] = scene.open;
      const work = module[`_bench_open_${kind}`](...sizes);
      if (!work) return null;
      return {
        run: () => module._bench_call(work),
        flops: module._bench_flops(work),
        tensor(which, length) {
          const at = module._bench_tensor(work, which);
          return new Float32Array(module.HEAPU8.buffer, at, length).slice();
        },
        close: () => module._bench_close(work),
      };
    },
  };
}

function text(module, at) {
  const end = module.HEAPU8.indexOf(0, at);
  return new TextDecoder().decode(module.HEAPU8.slice(at, end));
}
