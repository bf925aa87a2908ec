// The list of contents and the map below it: which section is being read and what of the whole it is about, how much lies
// behind, and the place to come back to.

import { isTexts, type Store, whole } from "./store.js";

export function startContents(page: Document, store: Store): void {
  const sections = [...page.querySelectorAll<HTMLElement>("main .section[id]")];
  const links = new Map(
    [...page.querySelectorAll<HTMLAnchorElement>(".contents a")].map((link) => [link.hash.slice(1), link]),
  );
  const parts = [...page.querySelectorAll<SVGElement>(".contents [data-part]")];
  const read = new Set(store.read("read", whole(isTexts)) ?? []);

  const mark = (current: string | undefined) => {
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.classList.toggle("read", read.has(id));
    }
    const here = current === undefined ? [] : (links.get(current)?.dataset.place?.split(" ") ?? []);
    for (const part of parts) part.classList.toggle("here", here.includes(part.dataset.part!));
  };
  mark(undefined);

  // A section is the current one while it crosses the upper third of the window; leaving it upwards means read.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const { id } = entry.target;
        if (!entry.isIntersecting && entry.boundingClientRect.bottom < window.innerHeight / 3 && !read.has(id)) {
          read.add(id);
          store.write("read", [...read]);
        }
      }
      const line = window.innerHeight / 3;
      const current = sections.findLast((section) => section.getBoundingClientRect().top <= line);
      mark(current?.id);
    },
    { rootMargin: "-33% 0px -66% 0px" },
  );
  for (const section of sections) observer.observe(section);

  // In a narrow window the list stands above the text and folds away.
  const narrow = matchMedia("(max-width: 75rem)");
  const fold = page.querySelector<HTMLDetailsElement>(".contents details");
  const follow = () => {
    if (fold) fold.open = !narrow.matches;
  };
  follow();
  narrow.addEventListener("change", follow);
  for (const link of links.values()) {
    link.addEventListener("click", () => {
      if (narrow.matches && fold) fold.open = false;
    });
  }

  showProgress(page);
}

/** The thin line at the top. Scroll-driven animation where the browser has it, else a listener. */
function showProgress(page: Document): void {
  if (CSS.supports("animation-timeline: scroll()")) return;
  const bar = page.querySelector<HTMLElement>(".progress-bar");
  if (!bar) return;
  const show = () => {
    const whole = page.documentElement.scrollHeight - window.innerHeight;
    bar.style.scale = `${whole > 0 ? window.scrollY / whole : 0} 1`;
  };
  window.addEventListener("scroll", show, { passive: true });
  show();
}
