// What scrolls sideways in a narrow window (code, tables, long formulas) can then be reached and moved by keys.

export function startScrollables(page: Document): void {
  const check = (element: Element) => {
    const scrolls = element.scrollWidth > element.clientWidth + 1;
    if (scrolls) element.setAttribute("tabindex", "0");
    else element.removeAttribute("tabindex");
  };
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) check(target);
  });
  for (const element of page.querySelectorAll("pre, .katex-display, .scroll")) observer.observe(element);
}
