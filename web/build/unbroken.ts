// A remark plugin: numbers in content files stay with their signs and units (46 %, 256 × 256), formulas and code apart.

import { unbroken } from "../lesson/typeset.js";

interface MarkdownNode {
  type: string;
  value?: string;
  children?: MarkdownNode[];
}

export function remarkUnbroken() {
  return function visit(node: MarkdownNode): void {
    if (node.type === "text" && node.value) node.value = unbroken(node.value);
    node.children?.forEach(visit);
  };
}
