// Plugins that put something else in the place of imported files.

import type { Plugin } from "vite";

/** Modules whose text is made here. */
export function virtual(sources: Record<string, () => string | Promise<string>>): Plugin {
  return {
    name: "made-here",
    enforce: "pre",
    resolveId: (id) => (id in sources ? `\0${id}` : undefined),
    load: (id) => sources[id.slice(1)]?.(),
  };
}

/** Ending of an import's path → the file that stands in for it. */
export function standIns(files: Record<string, string>): Plugin {
  const find = (id: string) => Object.entries(files).find(([ending]) => id.endsWith(ending))?.[1];
  return { name: "stand-ins", enforce: "pre", resolveId: find };
}
