// A remark plugin: what a content file may not do. A number in a claim comes from the catalogue or from numbers.ts, with
// its source, and is never typed by hand; a figure follows a sentence that leads to it.

interface MarkdownNode {
  type: string;
  name?: string | null;
  value?: string;
  depth?: number;
  attributes?: { type: string; name?: string; value?: unknown }[];
  children?: MarkdownNode[];
  position?: { start: { line: number } };
}
interface File {
  path?: string;
  fail(reason: string, place?: unknown): never;
}

/** Names and measures that are no claims: versions, pixel sizes, dates, widths of numbers. */
const harmless: RegExp[] = [
  /\b(?:SD|Flux\.|FLUX\.|v|Qwen)\s?\d+(?:\.\d+)*/g,
  /\b\d\.\d(?= (?:Large|Medium))/g,
  /\b\d+ × \d+(?: × \d+)*/g,
  /\bmodule \d+\.\d+/g,
  /\bApache-\d+\.\d+/g,
  /\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b/g,
  /\b(?:19|20)\d\d\b/g,
  /\b\d+-bit\b|\b\d+ bits\b/g,
];
/** A per cent, a decimal, or three digits and more. */
const claim = /\d+(?:\.\d+)?\s?%|\d+\.\d+|\d{3,}|\d,\d{3}/;

/** The number in a text that an author typed into a claim, if there is one. */
export function typedNumber(text: string): string | undefined {
  const rest = harmless.reduce((left, pattern) => left.replace(pattern, " "), text);
  return claim.exec(rest)?.[0].trim();
}

/** Attributes whose text the page states; questions and labels ask or name. */
const stated = new Set(["caption", "reply", "why", "says"]);
const figures = new Set(["Figure", "Widget", "LiveRuns"]);
/** Here numbers are the reader's own, of a run, or an exercise's. */
const free = new Set(["Lab", "CodeBlock", "Cite", "Lesson", "code"]);

export function remarkAuthoring() {
  return (tree: MarkdownNode, file: File) => {
    if (file.path?.endsWith(".md")) return; // the model card, written by the training
    checkNumbers(tree, file);
    checkFigures(tree.children ?? [], file);
  };
}

function checkNumbers(node: MarkdownNode, file: File): void {
  if (free.has(node.name ?? "") || node.type === "inlineCode" || node.type === "code") return;
  const texts = node.type === "text" ? [node.value ?? ""] : [];
  for (const { type, name, value } of node.attributes ?? [])
    if (type === "mdxJsxAttribute" && stated.has(name ?? "") && typeof value === "string") texts.push(value);
  for (const text of texts) {
    const typed = typedNumber(text);
    if (typed)
      file.fail(
        `“${typed}” is typed by hand in “${text.trim().slice(0, 60)}”: take it from the catalogue or numbers.ts, <N of="…" />`,
        node.position,
      );
  }
  if (node.name === "Widget") return; // what stands inside tells of the figure itself
  for (const child of node.children ?? []) checkNumbers(child, file);
}

function checkFigures(siblings: MarkdownNode[], file: File): void {
  let before: MarkdownNode | undefined;
  for (const node of siblings) {
    if (node.type === "mdxjsEsm") continue;
    const { name } = node;
    if (figures.has(name ?? "") && !leadsTo(before))
      file.fail(`<${name}> follows no sentence that leads to it: say above it what it is there for`, node.position);
    if (node.type !== "text" || node.value?.trim()) before = node;
    if (node.type.startsWith("mdxJsx")) checkFigures(node.children ?? [], file);
  }
}
/** A paragraph or a list, or a prediction whose answer the figure shows. */
const leadsTo = (before: MarkdownNode | undefined) =>
  before !== undefined &&
  (before.type === "paragraph" || before.type === "list" || (before.name?.startsWith("Predict") ?? false));
