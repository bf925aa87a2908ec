// Picks the children of one kind out of what MDX hands over, line breaks and all.

import { type ComponentChildren, isValidElement, toChildArray, type VNode } from "preact";

export function childrenOf<P>(children: ComponentChildren, kind: (props: P) => VNode): VNode<P>[] {
  const elements = toChildArray(children).filter((child) => isValidElement(child)) as VNode<P>[];
  return elements.filter((child) => (child.type as unknown) === kind);
}
