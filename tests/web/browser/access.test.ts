// Everyone can use it: names and roles for every control, no automated finding, keyboard alone, small screens.

import { expect, names, openWidget, settle, showAllWidgets, stateOf, test, tooWide, violations } from "./page.js";

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${scheme}, all widgets live`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto("/");
    await showAllWidgets(page);
    await page.locator("details.reveal").evaluateAll((all) => {
      for (const details of all) (details as HTMLDetailsElement).open = true;
    });
    expect(await violations(page)).toEqual([]);
  });
}

test.describe("320 px wide, as at 400 % zoom", () => {
  test.use({ viewport: { width: 320, height: 640 } });
  test("nothing is cut off sideways, and axe finds nothing", async ({ page }) => {
    test.slow();
    await page.goto("/");
    await showAllWidgets(page);
    expect(await tooWide(page, 320)).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });
});

for (const name of names) {
  test(`every control of ${name} has a role, a name and a size to hit`, async ({ page }) => {
    const widget = await openWidget(page, name);
    const controls = await widget.evaluate((element) =>
      [...element.shadowRoot!.querySelectorAll<HTMLElement>(".press, .slide, .field, .picture[tabindex]")].map(
        (control) => ({
          id: control.dataset.id,
          name: control.getAttribute("aria-label") ?? "",
          width: control.offsetWidth,
          height: control.offsetHeight,
          value:
            control instanceof HTMLInputElement && control.type === "range"
              ? control.getAttribute("aria-valuetext")
              : "-",
        }),
      ),
    );
    expect(controls.length).toBeGreaterThan(3);
    expect(controls.filter((one) => !one.name)).toEqual([]);
    expect(controls.filter((one) => one.width < 24 || one.height < 24)).toEqual([]);
    expect(controls.filter((one) => !one.value)).toEqual([]);
  });

  test(`${name} says in words what it shows, and gives its numbers as a table`, async ({ page }) => {
    const widget = await openWidget(page, name);
    await expect.poll(() => widget.locator(".account").textContent()).toMatch(/\w{3,}/);
    await widget.locator("summary").click();
    await expect(widget.locator(".foot table th").first()).toBeVisible();
    expect(await widget.locator(".foot tbody tr").count()).toBeGreaterThan(0);
  });
}

test("controls work by keyboard alone, and show where the focus is", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  const slider = widget.getByRole("slider", { name: "Steps" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await settle(page);
  expect((await stateOf(widget)).steps).toBe(29);
  await expect(slider).toHaveValue("29");
  await page.keyboard.press("Home");
  await settle(page);
  expect((await stateOf(widget)).steps).toBe(1);
  await page.keyboard.press("Tab");
  const outline = await widget.evaluate(
    (element) => getComputedStyle(element.shadowRoot!.activeElement!).outlineStyle,
  );
  expect(outline).toBe("solid");
});

test("lists are the browser's own", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  const list = widget.getByRole("combobox").first();
  const options = await list.evaluate((element: HTMLSelectElement) =>
    [...element.options].map((option) => option.value),
  );
  await list.selectOption(options[1]!);
  await settle(page);
  await expect(list).toHaveValue(options[1]!);
});

test("numbers are typed into real fields", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  const seed = widget.getByRole("spinbutton").first();
  await seed.fill("42");
  await settle(page);
  expect(Object.values(await stateOf(widget))).toContain(42);
  await seed.blur();
  await expect(seed).toHaveValue("42");
});

test("the page has a skip link, landmarks and one heading above all", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByRole("navigation", { name: "Contents" })).toBeVisible();
});
