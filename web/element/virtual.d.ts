/** web/build/runtime-files.ts: the glue of the model's builds, in the worker that they are part of. */
declare module "virtual:model-glue" {
  export const simd: ((options: object) => Promise<unknown>) | undefined;
  export const relaxed: typeof simd;
}
/** web/build/runtime-plugin.ts: the files of the runtime, by what they are for. */
declare module "virtual:runtime" {
  const manifest: import("./loader.js").RuntimeManifest;
  export default manifest;
}
