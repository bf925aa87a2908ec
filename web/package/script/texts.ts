// Where the packed files lie in lesson-widgets.js: in the script itself. Stands in for offline/single-file/texts.ts.

import { texts } from "virtual:packed-files";

export const textOf = (name: string): string | undefined => texts[name];
