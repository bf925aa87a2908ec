// A reader without a mouse, from the top of the page to its end: every stop is in order, seen and named, nothing is left
// out, and the page lets go in the end.

import type { Page } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { expect, test } from "./page.js";

interface Stop {
  /** The element of the page itself that holds the focus, as a number that stays. */
  holder: number;
  what: string;
  name: string;
  seen: boolean;
  /** Not before the one that held the focus last. */
  onward: boolean;
}

/** What has the focus now; undefined where nothing of the page has. */
const stopNow = (page: Page): Promise<Stop | undefined> =>
  page.evaluate(() => {
    const holder = document.activeElement as HTMLElement | null;
    if (!holder || holder === document.body) return undefined;
    let focused: Element = holder;
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    const kept = window as unknown as { stops?: Element[] };
    kept.stops ??= [];
    const last = kept.stops.at(-1);
    const onward =
      !last || last === holder || !(last.compareDocumentPosition(holder) & Node.DOCUMENT_POSITION_PRECEDING);
    if (last !== holder) kept.stops.push(holder);
    const { top, bottom, left, right } = focused.getBoundingClientRect();
    const labels = [...((focused as HTMLInputElement).labels ?? [])].map((label) => label.textContent);
    const name = [focused.ariaLabel, ...labels, focused.textContent, focused.getAttribute("alt")].find((text) =>
      text?.trim(),
    );
    return {
      holder: kept.stops.length,
      what: `${holder.localName}#${holder.id} ${focused === holder ? "" : focused.localName}`.trim(),
      name: name?.trim().slice(0, 60) ?? "",
      seen: bottom > 0 && top < window.innerHeight && right > 0 && left < window.innerWidth && bottom > top,
      onward,
    };
  });

/** A reader takes their time: what is ahead within a window's height is there before they go on. */
const waitAhead = (page: Page) =>
  page.evaluate(async () => {
    const here = document.activeElement!;
    const ahead = [...document.querySelectorAll<LessonWidgetElement>("lesson-widget")].find(
      (widget) => widget === here || here.compareDocumentPosition(widget) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    if (!ahead || ahead.status === "ready" || ahead.getBoundingClientRect().top > 2 * window.innerHeight) return;
    await ahead.ready;
    for (let i = 0; i < 4; i++) await new Promise((done) => requestAnimationFrame(done));
  });

test("the whole page is walked by Tab, in order, seen and named, and left at its end", async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto("/");
  await page.waitForLoadState("load");
  await expect(page.locator("html")).toHaveAttribute("data-practice", "");
  const stops: Stop[] = [];
  for (let presses = 0; presses < 4000; presses++) {
    await page.keyboard.press("Tab");
    const stop = await stopNow(page);
    if (!stop || (stops.length > 0 && stop.what === stops[0]!.what && stop.name === stops[0]!.name)) break;
    stops.push(stop);
    await waitAhead(page);
  }
  console.log(`  ${stops.length} stops by Tab from top to end`);
  const say = ({ what, name }: Stop) => `${what} “${name}”`;
  expect(stops.filter(({ onward }) => !onward).map(say), "back instead of on").toEqual([]);
  expect(stops.filter(({ seen }) => !seen).map(say), "out of sight").toEqual([]);
  expect(stops.filter(({ name }) => name === "").map(say), "without a name").toEqual([]);
  expect(await leftOut(page), "never reached").toEqual([]);
});

/** What a reader should have come by and has not. */
const leftOut = (page: Page) =>
  page.evaluate(() => {
    const reached = (window as unknown as { stops: Element[] }).stops;
    const all = [
      ".contents a",
      "lesson-widget",
      "a.show",
      "form.predict",
      "dfn.term",
      ".opening button",
      ".veil button",
      ".page-foot a",
    ];
    return all.flatMap((selector) =>
      [...document.querySelectorAll<HTMLElement>(selector)]
        .filter((one) => one.checkVisibility() && !one.matches(":disabled, [inert]")) // a covered figure is not to be reached
        .filter((one) => !reached.some((stop) => one === stop || one.contains(stop)))
        .map((one) => `${selector} ${one.id || one.textContent?.slice(0, 40)}`),
    );
  });
