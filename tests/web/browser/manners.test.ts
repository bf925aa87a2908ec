// A widget is a guest on the page: it scrolls with it, leaves its keys alone and rests when nothing happens.

import type { Page } from "@playwright/test";
import { center, expect, names, openWidget, scrolls, settle, showAllWidgets, stateOf, test } from "./page.js";

test.describe("the wheel", () => {
  for (const name of names) {
    test(`scrolls the page over ${name} until it is entered`, async ({ page }) => {
      const widget = await openWidget(page, name);
      const box = (await widget.boundingBox())!;
      for (const [x, y] of [
        [0.2, 60],
        [0.5, 200],
        [0.8, 340],
      ] as const) {
        await page.mouse.move(box.x + box.width * x, y);
        expect(await scrolls(page, () => page.mouse.wheel(0, 120), 60)).toBe(true);
        expect(await scrolls(page, () => page.mouse.wheel(0, -120), -60)).toBe(true);
      }
    });
  }

  test("zooms the map once entered, scrolls the page again at the map's end, and after Escape", async ({ page }) => {
    const widget = await openWidget(page, "attention-quadrants");
    const map = widget.locator(".picture[tabindex]").first();
    await center(map);
    const middle = async () => {
      await center(map);
      await settle(page);
      const box = (await map.boundingBox())!;
      await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.7);
      await settle(page);
    };
    const at = () => page.evaluate(() => window.scrollY);
    await middle();
    const entered = await at();
    await page.mouse.wheel(0, -240);
    await settle(page);
    expect(await at(), "zoomed in").toBe(entered);
    await page.mouse.wheel(0, 2400);
    await settle(page);
    expect(await scrolls(page, () => page.mouse.wheel(0, 240), 60), "zoomed out entirely").toBe(true);
    await middle();
    await page.keyboard.press("Escape");
    await settle(page);
    expect(await scrolls(page, () => page.mouse.wheel(0, -240), -60), "left").toBe(true);
  });

  test("with Ctrl stays the browser's", async ({ page }) => {
    const widget = await openWidget(page, "attention-quadrants");
    const prevented = await widget.evaluate((element) => {
      const stage = element.shadowRoot!.querySelector(".stage")!;
      const event = new WheelEvent("wheel", {
        deltaY: 10,
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
        composed: true,
      });
      stage.dispatchEvent(event);
      return event.defaultPrevented;
    });
    expect(prevented).toBe(false);
  });
});

/** One finger moving up the middle of the window. */
async function swipeUp(page: Page, distance: number): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    client.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] });
  await touch("touchStart", 550);
  for (let moved = 10; moved <= distance; moved += 20) await touch("touchMove", 550 - moved);
  await touch("touchEnd");
}

test.describe("touch", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 780 } });
  for (const name of names) {
    test(`a swipe over ${name} scrolls the page`, async ({ page }) => {
      await openWidget(page, name);
      expect(await scrolls(page, () => swipeUp(page, 300), 200)).toBe(true);
    });
  }

  test("a tap presses a button once", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    const box = widget.getByRole("checkbox").first();
    await center(box);
    await settle(page);
    const before = await box.isChecked();
    await box.tap();
    await settle(page);
    expect(await box.isChecked()).toBe(!before);
  });
});

test.describe("the keyboard", () => {
  test("types into the page's own fields while widgets are there", async ({ page }) => {
    await openWidget(page, "step-count");
    await page.evaluate(() => {
      const field = document.createElement("input");
      Object.assign(field, { id: "own", ariaLabel: "own" });
      document.querySelector("main")!.prepend(field);
    });
    await page.locator("#own").click();
    await page.keyboard.type("wasd and Space, 1 2 3");
    await page.keyboard.press("Backspace");
    await expect(page.locator("#own")).toHaveValue("wasd and Space, 1 2 ");
  });

  test("belongs to the page when no widget has the focus", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    const before = await stateOf(widget);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    expect(await scrolls(page, () => page.keyboard.press("PageDown"), 100)).toBe(true);
    for (const key of ["ArrowRight", "Space", "Enter", "h", "+"]) await page.keyboard.press(key);
    await settle(page);
    expect(await stateOf(widget)).toEqual(before);
  });

  for (const name of names) {
    test(`Tab goes through ${name} and out again, both ways`, async ({ page }) => {
      const widget = await openWidget(page, name);
      await widget.evaluate((element) => element.focus());
      const inside = () => page.evaluate((name) => document.activeElement?.id === name, name);
      expect(await inside()).toBe(true);
      await page.keyboard.press("Shift+Tab");
      expect(await inside(), "back out").toBe(false);
      let steps = 0;
      do await page.keyboard.press("Tab");
      while ((await inside()) && ++steps < 200);
      expect(steps, "controls on the way").toBeGreaterThan(3);
      expect(await inside(), "out at the end").toBe(false);
    });
  }

  test("Tab leaves an entered widget as well", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    await widget.evaluate((element) => element.focus());
    await page.keyboard.press("Enter");
    await settle(page);
    const key = await page.evaluate(
      () =>
        new Promise<boolean>((done) => {
          document.addEventListener("keydown", (event) => setTimeout(() => done(event.defaultPrevented)), {
            once: true,
          });
          const canvas = document.activeElement!.shadowRoot!.activeElement!;
          canvas.dispatchEvent(
            new KeyboardEvent("keydown", { key: "Tab", bubbles: true, composed: true, cancelable: true }),
          );
        }),
    );
    expect(key).toBe(false);
  });

  test("browser shortcuts are never taken", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    await widget.evaluate((element) => element.focus());
    await page.keyboard.press("Enter");
    await settle(page);
    const taken = await widget.evaluate((element) => {
      const canvas = element.shadowRoot!.querySelector("canvas")!;
      const shortcuts: KeyboardEventInit[] = [
        { key: "f", ctrlKey: true },
        { key: "+", ctrlKey: true },
        { key: "-", metaKey: true },
        { key: "0", ctrlKey: true },
        { key: "ArrowLeft", metaKey: true },
        { key: "c", ctrlKey: true },
        { key: "F5" },
        { key: "F11" },
        { key: "F12" },
        { key: "Tab" },
        { key: "Tab", ctrlKey: true },
      ];
      return shortcuts.filter((init) => {
        const event = new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true, composed: true });
        canvas.dispatchEvent(event);
        return event.defaultPrevented;
      });
    });
    expect(taken).toEqual([]);
  });
});

test.describe("at rest", () => {
  const workOver = (page: Page, ms: number) =>
    page.evaluate(async (ms) => {
      const before = { ...window.work };
      await new Promise((done) => setTimeout(done, ms));
      const { frames, copies, glDraws } = window.work;
      return { frames: frames - before.frames, copies: copies - before.copies, glDraws: glDraws - before.glDraws };
    }, ms);
  const nothing = { frames: 0, copies: 0, glDraws: 0 };
  /** It comes to rest, and stays so: a busy machine may take its time, one that never rests fails. */
  const rests = (page: Page, ms: number) =>
    expect.poll(() => workOver(page, ms), { timeout: 60_000 }).toEqual(nothing);
  const goesOn = (page: Page) => expect.poll(async () => (await workOver(page, 100)).frames).toBeGreaterThan(0);

  test("no frame and no draw in five seconds, on screen", async ({ page }) => {
    await page.goto("/");
    await showAllWidgets(page);
    await rests(page, 5000);
  });

  test("no frame and no draw for a widget that moves off screen", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    await widget.getByRole("button", { name: "Play" }).press("Enter");
    await page.evaluate(() => window.scrollTo({ top: 0, behavior: "instant" }));
    await rests(page, 2000);
    await widget.evaluate((element) => element.scrollIntoView({ block: "start", behavior: "instant" }));
    await goesOn(page); // it had not come to its end out of sight
  });

  test("no frame and no draw while the page is hidden", async ({ page }) => {
    const widget = await openWidget(page, "step-count");
    await widget.getByRole("button", { name: "Play" }).press("Enter");
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await rests(page, 2000);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await goesOn(page);
  });

  test("reduced motion: nothing moves by itself, and a press jumps to its end", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const widget = await openWidget(page, "step-count");
    await settle(page);
    expect(await workOver(page, 1500)).toEqual(nothing);
    await widget.getByRole("button", { name: "Play" }).press("Enter");
    await settle(page);
    const { progress } = (await stateOf(widget)) as { progress: number };
    expect(progress, "at its end at once").toBe(1);
    expect((await workOver(page, 1000)).frames).toBe(0);
  });
});

test("a dragged slider keeps the drag outside the widget, and nothing sticks after", async ({ page }) => {
  const widget = await openWidget(page, "step-count");
  const slider = widget.getByRole("slider", { name: "Steps" });
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  const track = await slider.evaluate((element: HTMLInputElement) => element.value);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 });
  await page.mouse.move(box.x + box.width * 3, box.y - 300, { steps: 4 });
  await settle(page);
  const far = await slider.inputValue();
  expect(Number(far)).toBeGreaterThan(Number(track));
  await page.mouse.up();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2, { steps: 4 });
  await settle(page);
  expect(await slider.inputValue()).toBe(far);
});

test("Ctrl-F finds words drawn in a widget", async ({ page }) => {
  await openWidget(page, "step-count");
  const found = await page.evaluate(() => {
    const text = [...document.querySelector("lesson-widget#step-count")!.shadowRoot!.querySelectorAll(".words")].map(
      (e) => e.textContent,
    );
    return text.some((words) => words?.includes("Error against steps"));
  });
  expect(found).toBe(true);
});

test("shows every widget on the page as it comes near", async ({ page }) => {
  await page.goto("/");
  await showAllWidgets(page);
  for (const widget of await page.locator("lesson-widget").all())
    await expect(widget).toHaveJSProperty("status", "ready");
});
