// A picture of the widget recorded elsewhere, for browsers that cannot run it. The page keeps it where browsers
// without JavaScript look: <noscript><img src="…"></noscript> inside the element. To others that is mere text.

import { make } from "../dom/make.js";

const image = /<img\b[^>]*?\bsrc=(?:"([^"]+)"|'([^']+)'|([^\s>]+))/;

/** The picture under a label saying what it is; undefined where the page has none for this element. */
export function recordedPicture(element: HTMLElement): HTMLElement | undefined {
  const found = image.exec(element.querySelector("noscript")?.textContent ?? "");
  if (!found) return undefined;
  const src = (found[1] ?? found[2] ?? found[3])!.replaceAll("&amp;", "&");
  return make(
    "figure",
    {},
    make("figcaption", {}, "Recorded in a browser that runs this figure:"),
    make("img", { src, alt: "The figure as it was recorded." }),
  );
}
