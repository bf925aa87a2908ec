// Where the runtime's files lie while no element names a folder in `asset-path`. Worked out only when a figure is loaded:
// no bundler has to guess what a folder's address might mean.

/** Written in by a bundler (its `define`, or the package's Vite plugin): the folder as the page sees it. */
declare const __LESSON_WIDGETS_ASSETS__: string | undefined;

/** Where `npx lesson-widgets copy public/lesson-widgets` leads to. */
const usual = "/lesson-widgets/";
let known: (() => string) | undefined;

/** For a script that lies beside the files and knows its own address. */
export function assetsAt(folder: () => string): void {
  known = folder;
}

export function defaultAssets(): string {
  const folder = known?.() ?? (typeof __LESSON_WIDGETS_ASSETS__ === "string" ? __LESSON_WIDGETS_ASSETS__ : usual);
  return new URL(folder, document.baseURI).href;
}
