// Maps and plots are read by keys: a reader moves in them for as long as they have the keyboard.

import { expect, names, openWidget, settle, stateOf, test } from "./page.js";

for (const name of names)
  test(`what keys have found in a picture of ${name} stays, and the next key goes on from there`, async ({
    page,
  }) => {
    const widget = await openWidget(page, name);
    const pictures = widget.locator(".picture[tabindex]");
    const problems: string[] = [];
    const ids = await pictures.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.id!));
    test.skip(ids.length === 0, "it shows no picture that keys move in at first");
    for (const id of ids) {
      const picture = widget.locator(`.picture[data-id="${id}"]`);
      const read: (string | null)[] = [];
      await picture.focus();
      for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"]) {
        await page.keyboard.press(key);
        await settle(page);
        read.push(await picture.getAttribute("aria-label"));
      }
      await page.mouse.move(1, 1);
      await settle(page);
      read.push(await picture.getAttribute("aria-label"));
      const [, second, third, back, later] = read;
      // At its end it stays there.
      const moved = second === third ? back !== third : back === second;
      if (!moved || later !== back) problems.push(`${id}: ${read.join(" | ")}`);
    }
    expect(problems).toEqual([]);
  });

test("by keys a token is chosen in the map, the pointer resting on it", async ({ page }) => {
  const widget = await openWidget(page, "attention-quadrants");
  const map = widget.locator(".picture[tabindex]").first();
  const box = (await map.boundingBox())!;
  await map.focus();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const said = new Set<string | null>();
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("ArrowDown");
    await settle(page);
    said.add(await map.getAttribute("aria-label"));
  }
  expect(said.size).toBe(3);
  const { token } = await stateOf(widget);
  await page.keyboard.press("Enter");
  await settle(page);
  expect((await stateOf(widget)).token).not.toBe(token);
});
