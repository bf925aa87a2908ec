// A link's figure stays where it was scrolled to while the page around it still loads and grows: until the layout has
// settled, or the reader goes elsewhere.

const look = 100; // milliseconds
const settled = 1500;
const longest = 30_000;

/** What the reader does to go elsewhere; a scroll bar shows in `moved` below. */
const leaves = ["wheel", "touchstart", "pointerdown", "keydown", "hashchange", "popstate"] as const;

/** The reader has come by a link to `target`; back on a page, or where it is loaded again, the browser knows the place. */
export function arriveAt(target: Element | null): void {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const back = entry?.type === "reload" || entry?.type === "back_forward";
  if (target && !back) keepAt(target);
}

/** Scrolls to `target` and keeps it there; gives a way to stop. */
export function keepAt(target: Element, view: Window = window): () => void {
  const began = view.performance.now();
  let calm = began;
  let last: { scroll: number; top: number } | undefined;

  const place = () => ({ scroll: view.scrollY, top: target.getBoundingClientRect().top });
  const stop = () => {
    view.clearInterval(looking);
    for (const type of leaves) view.removeEventListener(type, stop, true);
  };
  const step = () => {
    const now = view.performance.now();
    const found = place();
    // The page has been scrolled while nothing in it has moved: that was not the layout.
    const shift = last ? found.top - last.top : 0;
    const scrolled = last ? found.scroll - last.scroll : 0;
    const moved = Math.abs(scrolled) > 1 && Math.abs(shift + scrolled) <= 1;
    if (moved || !target.isConnected || now - began > longest) return stop();
    target.scrollIntoView({ block: "start", behavior: "instant" });
    const reached = place();
    if (!last || Math.abs(reached.scroll - last.scroll) > 1 || Math.abs(shift) > 1 || loads(view.document))
      calm = now;
    last = reached;
    if (now - calm > settled) stop();
  };
  const looking = view.setInterval(step, look);
  for (const type of leaves) view.addEventListener(type, stop, { capture: true, passive: true });
  step();
  return stop;
}

/** A figure above may still grow when it is there. */
const loads = (page: Document) =>
  page.readyState !== "complete" ||
  [...page.querySelectorAll<HTMLElement & { status?: string }>("lesson-widget")].some(
    (one) => (one.status ?? one.dataset.status) === "loading",
  );
