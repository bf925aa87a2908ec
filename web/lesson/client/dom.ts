// HTML elements made by the page's script.

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A table with a header row; cells that are numbers are set to the right. */
export function table(caption: string, head: string[], rows: (string | Node)[][]): HTMLTableElement {
  const cell = (content: string | Node, i: number) => {
    const made = i === 0 ? html("th", { scope: "row" }, content) : html("td", {}, content);
    if (typeof content === "string" && /^[−+\d][\d.,\s%×]*(ms|s|%)?$/.test(content))
      made.setAttribute("align", "right");
    return made;
  };
  return html(
    "table",
    {},
    html("caption", {}, caption),
    html("thead", {}, html("tr", {}, ...head.map((text) => html("th", { scope: "col" }, text)))),
    html("tbody", {}, ...rows.map((row) => html("tr", {}, ...row.map(cell)))),
  );
}

export function scrolling(label: string, content: Node): HTMLElement {
  return html("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, content);
}
