// Plain text from the catalogue and from attributes, set as a typesetter would.

export function typeset(text: string): string {
  return text
    .replace(/"([^"]*)"/g, "“$1”")
    .replaceAll("'", "’")
    .replace(/(\d) x (?=\d)/g, "$1 × ")
    .replace(/([\w)]) \* (?=[\w(])/g, "$1 · ")
    .replaceAll("^2", "²")
    .replace(/(\d)x\b/g, "$1×")
    .replace(/(\d)%/g, "$1 %");
}
