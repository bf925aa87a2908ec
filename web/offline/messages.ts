// What the page says to its service worker.

export type FromPage =
  /** Become the version in use; all open pages of the lesson load anew. */
  | { kind: "use" }
  /** Answers with the version's name. */
  | { kind: "version" };
