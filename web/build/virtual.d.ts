declare module "virtual:runtime" {
  const manifest: import("../element/loader.js").RuntimeManifest;
  export default manifest;
}
