// How the model's worker comes by its files: over the network. The single-file lesson puts offline/single-file's own
// module in the place of this one.

import { type DownloadOptions, download as fetched } from "../download.js";

/** Whoever waits has asked for a run and named no file: what is wrong with one is told with its name. */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await fetched(url, options);
  } catch (error) {
    const name = new URL(url).pathname.split("/").at(-1);
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
