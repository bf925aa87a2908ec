// Plain text from the catalogue and from attributes, set as a typesetter would.

/** Keeps what belongs to a number on its line: 46 %, 256 × 256, ± 1.4. */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=[%×·])/g, "$1\u00a0").replace(/([×·±]) (?=\d)/g, "$1\u00a0");
}

export function typeset(text: string): string {
  const set = text
    .replace(/"([^"]*)"/g, "“$1”")
    .replaceAll("'", "’")
    .replace(/(\d) x (?=\d)/g, "$1 × ")
    .replace(/([\w)]) \* (?=[\w(])/g, "$1 · ")
    .replaceAll("^2", "²")
    .replace(/(\d)x\b/g, "$1×")
    .replace(/(\d)%/g, "$1 %");
  return unbroken(set);
}
