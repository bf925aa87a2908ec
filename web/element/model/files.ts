// How the model's worker comes by its files: over the network. The single-file lesson puts offline/single-file's own
// module in the place of this one.

export { download } from "../download.js";
