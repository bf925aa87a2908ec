// One reader's path through the whole page, by keyboard alone: every check answered, every lab run, everything still
// there after a reload, and all of it on paper. Then what axe says of the page with everything open.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { expect, settle, test, violations } from "./page.js";

const kept = join(import.meta.dirname, "../../../.cache/reader");

/** Presses Tab until the element has the focus. What stands between must let the focus through. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`200 presses of Tab did not reach ${target}`);
}

/** Gives some answer, by the keys that this kind of question takes. */
const answers: Record<string, (page: Page, form: Locator) => Promise<void>> = {
  async choice(page, form) {
    await tabTo(page, form.getByRole("radio").first());
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
  },
  async number(page, form) {
    await tabTo(page, form.getByRole("textbox"));
    await page.keyboard.type("12");
  },
  async order(page, form) {
    await tabTo(page, form.getByRole("button", { name: /down$/ }).first());
    await page.keyboard.press("Enter");
  },
  async match(page, form) {
    for (const select of await form.getByRole("combobox").all()) {
      await tabTo(page, select);
      await page.keyboard.press("n"); // none
    }
  },
  async patches(page, form) {
    await tabTo(page, form.getByRole("gridcell").first());
    for (const key of ["ArrowDown", "ArrowDown", "Space", "ArrowRight", "Space", "End", "Space", "Space", "Home"])
      await page.keyboard.press(key);
    await expect(form.locator('[aria-selected="true"]')).toHaveCount(2);
  },
  async curve(page, form) {
    await tabTo(page, form.getByRole("slider").first());
    for (const slider of await form.getByRole("slider").all()) {
      await tabTo(page, slider);
      await page.keyboard.press("PageDown");
    }
  },
};

async function answer(page: Page, form: Locator): Promise<void> {
  const kind = (await form.getAttribute("data-kind"))!;
  await answers[kind]!(page, form);
  await tabTo(page, form.getByRole("button", { name: "Commit" }));
  await page.keyboard.press("Enter");
  await expect(form.locator("details.answer")).toHaveAttribute("open", "", { timeout: 180_000 });
  await expect(form.locator(".verdict")).not.toContainText(/could not|Working/);
  await expect(form.locator(".verdict")).not.toBeEmpty();
}

async function experiment(page: Page, bench: Locator): Promise<void> {
  await tabTo(page, bench.getByRole("button", { name: "Run" }));
  await page.keyboard.press("Enter");
  await expect(bench.locator(".bench-keep")).toBeVisible({ timeout: 300_000 });
  await expect(bench.locator("figure svg")).toBeVisible();
  await expect(bench.getByRole("button", { name: "Run" })).toBeFocused();
}

test("a reader's path by keyboard alone: checks, labs, reload, paper", async ({ page }) => {
  test.setTimeout(900_000);
  const told: string[] = [];
  await page.exposeFunction("told", (what: string) => told.push(what));
  await page.addInitScript(() => {
    for (const type of ["lesson-answer", "lesson-lab"] as const)
      document.addEventListener(type, (event) =>
        (window as unknown as { told(what: string): void }).told(`${type} ${(event as CustomEvent).detail.id}`),
      );
  });
  await page.goto("/");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // the skip link
  const stops = await page.locator("form.predict, section.bench, main details.reveal > summary").evaluateAll((all) =>
    all.map((element, i) => {
      if (!element.id) element.id = `stop-${i}`;
      return { id: element.id, kind: element.localName };
    }),
  );
  for (const { id, kind } of stops) {
    const stop = page.locator(`#${id}`);
    if (kind === "form") await answer(page, stop);
    else if (kind === "section") await experiment(page, stop);
    else {
      await tabTo(page, stop);
      await page.keyboard.press("Enter");
      await expect(stop.locator("..")).toHaveAttribute("open", "");
    }
  }
  const forms = stops.filter(({ kind }) => kind === "form").map(({ id }) => `lesson-answer ${id}`);
  const benches = stops.filter(({ kind }) => kind === "section").map(({ id }) => `lesson-lab ${id}`);
  expect(forms.length).toBeGreaterThan(14);
  expect(benches.length).toBe(4);
  expect([...told].sort()).toEqual([...forms, ...benches].sort());
  await expect(page.locator(".record-words")).toContainText(`${forms.length} of ${forms.length} made`);

  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await settle(page);
    expect(await violations(page), `${scheme}, everything answered and open`).toEqual([]);
  }

  await page.emulateMedia({ colorScheme: "light" });
  const verdicts = await page.locator(".verdict").allTextContents();
  await page.reload();
  await expect(page.locator(".record-words")).toContainText(`${forms.length} of ${forms.length} made`);
  expect(await page.locator(".verdict").allTextContents()).toEqual(verdicts);
  for (const bench of await page.locator("section.bench").all())
    await expect(bench.locator(".bench-result table")).toHaveCount(1);

  // On paper nothing is a blank: figures not yet computed print as words and numbers, the others as pictures, too.
  const [first] = await page.locator("lesson-widget").all();
  await first!.evaluate((element: LessonWidgetElement) => element.ready.then(() => undefined));
  await page.evaluate(() => {
    Object.assign(window, { open: 0 });
    window.addEventListener("beforeprint", () =>
      Object.assign(window, { open: document.querySelectorAll(".predict.done details.answer[open]").length }),
    );
  });
  mkdirSync(kept, { recursive: true });
  const pdf = await page.pdf({ path: join(kept, "lesson.pdf"), preferCSSPageSize: true, printBackground: true });
  expect(await page.evaluate(() => (window as unknown as { open: number }).open)).toBe(forms.length);
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  console.log(`  on paper: ${pages} pages`);
  expect(pages).toBeGreaterThan(15);
});
