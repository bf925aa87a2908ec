// Tables that the page's script makes.

import { make } from "../../dom/make.js";

/** A table with a header row; cells that are numbers are set to the right. */
export function table(caption: string, head: string[], rows: (string | Node)[][]): HTMLTableElement {
  const cell = (content: string | Node, i: number) => {
    const made = i === 0 ? make("th", { scope: "row" }, content) : make("td", {}, content);
    if (typeof content === "string" && /^[−+\d][\d.,\s%×]*(ms|s|%)?$/.test(content))
      made.setAttribute("align", "right");
    return made;
  };
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))),
  );
}

export function scrolling(label: string, content: Node): HTMLElement {
  return make("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, content);
}
