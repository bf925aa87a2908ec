// For scripts that browsers fetch as they are, not through a bundler: the runtime's files lie in the folder beside theirs.

import { assetsAt } from "./assets.js";

const here = import.meta.url;
assetsAt(() => new URL("../runtime/", here).href);
