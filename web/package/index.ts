// The npm package, as a page names it by its address: the runtime's files lie in the folder beside this one's.

import "../element/beside.js";

export * from "./main.js";
