declare module "virtual:catalogue" {
  const catalogue: import("./catalogue.js").Catalogue;
  export default catalogue;
}
/** web/build/single-file: what a single file holds as code. */
declare module "virtual:packed" {
  export const glue: unknown;
  /** Whose weights are packed beside the main ones. */
  export const arms: import("../element/model/kinds.js").Arm[];
  export const workerCode: string;
}
/** web/build/single-file: what the package's one script holds beside code, packed, by the file's name. */
declare module "virtual:packed-files" {
  export const texts: Record<string, string>;
}
/** web/build/offline-plugin.ts: all files of this build. */
declare module "virtual:precache" {
  export const files: import("./offline-plugin.js").KeptFile[];
  export const version: string;
}
