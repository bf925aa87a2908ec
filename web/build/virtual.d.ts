declare module "virtual:catalogue" {
  const catalogue: import("./catalogue.js").Catalogue;
  export default catalogue;
}
/** web/build/single-file.ts: what the lesson's one file holds as code. */
declare module "virtual:packed" {
  export const glue: unknown;
  export const workerCode: string;
}
/** web/build/offline-plugin.ts: all files of this build. */
declare module "virtual:precache" {
  export const files: import("./offline-plugin.js").KeptFile[];
  export const version: string;
}
