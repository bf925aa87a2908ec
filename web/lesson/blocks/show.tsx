// Words of the text that show something in a figure.

import type { ComponentChildren } from "preact";
import type { WidgetState } from "../context.js";

/**
 * <Show of="step-count" state={{ steps: 4 }}>four steps</Show>: a press puts the figure of that id into the state. Without
 * its script it leads to the figure.
 */
export function Show({ of, state, children }: { of: string; state: WidgetState; children: ComponentChildren }) {
  return (
    <a class="show" href={`#${of}`} data-state={JSON.stringify(state)}>
      {children}
    </a>
  );
}
