// Defines <lesson-widget> in this page, once, with what all its widgets share.

import { arriveAt } from "./arrival.js";
import { defineElementClass } from "./lesson-widget.js";
import type { RuntimeProvider } from "./runtime.js";
import { Sharing } from "./sharing.js";
import { Nearness } from "./visibility.js";

/** Does nothing where there is no page: a server that renders one may import the same code. */
export function registerElement(runtime: RuntimeProvider): void {
  if (typeof customElements === "undefined" || customElements.get("lesson-widget")) return;
  const sharing = new Sharing();
  const nearness = new Nearness();
  if (sharing.firstLinked) arriveAt(document.getElementById(sharing.firstLinked));
  window.addEventListener("hashchange", () => sharing.reread());
  window.addEventListener("beforeprint", () => nearness.bringAll());
  customElements.define("lesson-widget", defineElementClass({ runtime, sharing, nearness, disposeAfter: 2000 }));
}
