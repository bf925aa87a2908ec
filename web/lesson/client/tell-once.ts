import { make } from "../../dom/make.js";
// A bar with words that the reader must see, wherever they are on the page, and can put away.

export function tellOnce(page: Document, words: string): void {
  const understood = make("button", { type: "button" }, "Understood");
  const bar = make(
    "section",
    { class: "update-bar", "aria-label": "Remark" },
    make("p", { role: "status" }, words),
    understood,
  );
  understood.addEventListener("click", () => bar.remove());
  page.querySelector(".skip")?.after(bar);
}
