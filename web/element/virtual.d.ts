/** web/build/runtime-plugin.ts: the files of the runtime, by what they are for. */
declare module "virtual:runtime" {
  const manifest: import("./loader.js").RuntimeManifest;
  export default manifest;
}
