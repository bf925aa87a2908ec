// Where the packed files lie in the single-file lesson: in the page's own text, in script elements that are no scripts.

import { base } from "./names.js";

export const textOf = (name: string): string | null | undefined => document.getElementById(base + name)?.textContent;
