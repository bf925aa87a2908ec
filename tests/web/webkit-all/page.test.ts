// The page in WebKit: what it keeps, where links lead, what can be taken away, how it looks at other sizes and colours.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { expect, keys, pause, show, test } from "./lesson.js";
import { XKeys } from "./x-keys.js";

test("predictions are there after a reload, figures they covered stay open", async ({ webkit, open }) => {
  await open();
  const commit = (id: string, fill: string) =>
    webkit.run(
      (id, fill) => {
        const form = document.getElementById(id)!;
        const radio = form.querySelector<HTMLInputElement>("input[type=radio]");
        const field = form.querySelector<HTMLInputElement>("input[type=text]");
        if (radio) radio.click();
        if (field) {
          field.value = fill;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        form.querySelector<HTMLButtonElement>("button.primary")!.click();
      },
      id,
      fill,
    );
  await commit("predict-backbone", "");
  await commit("predict-block-cost", "6");
  const made = () =>
    webkit.run(() => ({
      verdicts: ["predict-backbone", "predict-block-cost"].map(
        (id) => document.querySelector(`#${id} .verdict`)!.textContent!.length > 0,
      ),
      words: document.querySelector(".record-words")!.textContent!,
      veiled: document.querySelector("figure:has(#cost-crossing) .veil") !== null,
    }));
  const all = { verdicts: [true, true], words: expect.stringMatching(/^2 of \d+ made/), veiled: false };
  await expect.poll(made).toEqual(all);
  await open();
  await expect.poll(made).toEqual(all);
  await webkit.run(() => document.querySelector<HTMLButtonElement>("[data-record=reset]")!.click());
  await expect.poll(made).toMatchObject({ verdicts: [false, false], veiled: true });
});

test("a link to a figure in a state leads there, one with values that are none is refused in words", async ({
  webkit,
  open,
}) => {
  await open("/#step-count:v1.steps=33");
  const figure = () =>
    webkit.run(async () => {
      const widget = document.querySelector<LessonWidgetElement>("#step-count")!;
      await widget.ready;
      const remark = widget.shadowRoot!.querySelector(".remark")!.textContent;
      return { top: widget.getBoundingClientRect().top, steps: widget.state.steps, remark };
    });
  await expect.poll(async () => (await figure()).steps).toBe(33);
  await expect.poll(async () => Math.abs((await figure()).top), { timeout: 20_000 }).toBeLessThan(64);
  await webkit.open("about:blank");
  await open("/#step-count:v1.steps=-5");
  await expect.poll(async () => (await figure()).remark).toMatch(/^Not used: .*steps/);
});

test("picture, numbers and link are taken away", async ({ webkit, open }) => {
  await open();
  await show(webkit, "step-count");
  await webkit.run(() => {
    document.querySelector<LessonWidgetElement>("#step-count")!.state = { steps: 4 }; // or the link would name the figure alone
    const taken: string[] = [];
    (window as unknown as { taken: string[] }).taken = taken;
    // The page's policy lets nothing fetch a blob's address: what it stands for is noted when it is made.
    const blobs = new Map<string, Blob>();
    const createObjectURL = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL(blob);
      blobs.set(url, blob as Blob);
      return url;
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      const blob = blobs.get(this.href);
      if (!this.download || !blob) return click.call(this);
      taken.push(`${this.download} ${blob.type} ${blob.size > 200}`);
    };
    navigator.clipboard.writeText = async (text) => void taken.push(text);
  });
  for (const name of ["Save picture", "Save numbers", "Copy link"]) {
    await webkit.run((name) => {
      const buttons = document.querySelector("#step-count")!.shadowRoot!.querySelectorAll("button");
      [...buttons].find((one) => (one.ariaLabel ?? one.textContent) === name)!.focus({ preventScroll: true });
    }, name);
    await webkit.press(keys.enter);
    await pause(700);
  }
  const taken = await webkit.run(() => (window as unknown as { taken: string[] }).taken);
  expect(taken[0]).toBe("step-count.png image/png true");
  expect(taken[1]).toMatch(/^step-count\.csv text\/csv.* true$/);
  expect(taken[2]).toMatch(/^http:\/\/localhost:\d+\/#step-count:v1\./);
});

test("page and canvas go dark and light together, and stay so over a reload", async ({ webkit, open }) => {
  await open();
  await show(webkit, "encoder-shapes");
  const grounds = () =>
    webkit.run(() => {
      const canvas = document.querySelector("#encoder-shapes")!.shadowRoot!.querySelector("canvas")!;
      const copy = document.createElement("canvas");
      const context = copy.getContext("2d")!;
      context.drawImage(canvas, 0, 0);
      const page = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)!.map(Number);
      return { page, canvas: [...context.getImageData(1, 1, 1, 1).data.slice(0, 3)] };
    });
  const choose = (theme: string) =>
    webkit.run((theme) => document.querySelector<HTMLElement>(`[data-appearance="${theme}"]`)!.click(), theme);
  for (const theme of ["light", "dark"]) {
    await choose(theme);
    await expect.poll(async () => (await grounds()).page[0]! < 100).toBe(theme === "dark");
    await expect.poll(async () => (await grounds()).canvas).toEqual((await grounds()).page);
  }
  await open();
  await show(webkit, "encoder-shapes");
  expect((await grounds()).page[0]).toBeLessThan(100);
  await expect.poll(async () => (await grounds()).canvas).toEqual((await grounds()).page);
  await choose("auto");
});

// MiniBrowser is never narrower than 447 px: its zoom makes less of it, as a reader's would.
for (const [steps, width] of [
  [1, 372],
  [2, 310],
] as const)
  test(`${width} px wide, nothing reaches out, and targets are large enough`, async ({ webkit, open }) => {
    test.setTimeout(300_000);
    await webkit.resize(447, 840);
    const screen = await XKeys.open(webkit.display);
    try {
      await open();
      screen.moveTo(200, 600);
      for (let step = 0; step < steps; step++) {
        screen.press("Control", "ZoomIn");
        await pause(400);
      }
      expect(Math.abs((await webkit.run(() => window.innerWidth)) - width)).toBeLessThanOrEqual(2);
      const found = await webkit.run(async () => {
        const small: string[] = [];
        for (const widget of document.querySelectorAll<LessonWidgetElement>("lesson-widget")) {
          widget.closest("figure")?.querySelector<HTMLElement>(".veil button")?.click();
          widget.scrollIntoView({ block: "start", behavior: "instant" });
          await widget.ready;
          await new Promise((done) => setTimeout(done, 400));
          const controls = widget.shadowRoot!.querySelectorAll<HTMLElement>(
            ".press, .slide, .field, .picture[tabindex]",
          );
          for (const one of controls) {
            const { width, height } = one.getBoundingClientRect();
            if (width < 23.5 || height < 23.5)
              small.push(`${widget.id}: ${one.ariaLabel} ${width.toFixed(0)} x ${height.toFixed(0)}`);
          }
        }
        return { small, wider: document.documentElement.scrollWidth - window.innerWidth };
      });
      expect(found.small).toEqual([]);
      expect(found.wider).toBeLessThanOrEqual(1); // its zoom leaves widths that are no whole numbers
    } finally {
      screen.press("Control", "Zero");
      screen.close();
      await webkit.resize(1280, 880);
    }
  });
