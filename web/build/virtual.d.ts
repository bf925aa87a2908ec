declare module "virtual:runtime" {
  const manifest: import("../element/loader.js").RuntimeManifest;
  export default manifest;
}
declare module "virtual:catalogue" {
  const catalogue: import("./catalogue.js").Catalogue;
  export default catalogue;
}
