// Leaves out of each formula's MathML the source in TeX that KaTeX notes there: nobody reads it, and every reader fetches it.

interface Node {
  tagName?: string;
  children?: Node[];
}

/** A rehype plugin, after rehype-katex. */
export function rehypePlainMath() {
  return function visit(node: Node): void {
    if (!node.children) return;
    node.children = node.children.filter(({ tagName }) => tagName !== "annotation");
    for (const child of node.children) visit(child);
  };
}
