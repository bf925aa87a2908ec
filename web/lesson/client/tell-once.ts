// A bar with words that the reader must see, wherever they are on the page, and can put away.

import { html } from "./dom.js";

export function tellOnce(page: Document, words: string): void {
  const understood = html("button", { type: "button" }, "Understood");
  const bar = html(
    "section",
    { class: "update-bar", "aria-label": "Remark" },
    html("p", { role: "status" }, words),
    understood,
  );
  understood.addEventListener("click", () => bar.remove());
  page.querySelector(".skip")?.after(bar);
}
