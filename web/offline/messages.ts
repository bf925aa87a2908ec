// What the page and its service worker say to each other.

export type FromPage =
  /** Become the version in use; all open pages of the lesson load anew. */
  | { kind: "use" }
  /** Answers with the version's name. */
  | { kind: "version" };

export type ToPage =
  /** A file of the kept version is lost, and the site has another version. */
  { kind: "incomplete" };
