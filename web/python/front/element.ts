// The package's one script for a page: registers <lesson-widget> without a server. In a notebook widget.ts loads it from
// the kernel and provides the files; in an exported page it stands in the page and finds them there.

import "../../element/element.js";
import { openCaptures } from "./exported.js";
import type { FileSource } from "./files.js";
import { key } from "./names.js";
import { files } from "./page.js";

export const provide = (source: FileSource) => files.provide(source);

Object.assign(globalThis, { [key]: { provide } });
openCaptures(document);
