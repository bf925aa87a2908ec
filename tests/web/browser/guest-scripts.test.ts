// A guest among scripts and frames of pages that know nothing of this lesson.

import type { LessonWidgetElement } from "../../../web/element/lesson-widget.js";
import { runTheModel } from "../scenario.js";
import { make, script, test, widget, within } from "./guest.js";
import { expect, settle, stateOf } from "./page.js";

test.describe("scripts", () => {
  test("properties set before the code was there are taken up", async ({ page, open }) => {
    await open("", { head: "", asItIs: true });
    const state = await page.evaluate(async () => {
      const element = document.createElement("lesson-widget");
      Object.assign(element, { name: "step-count", state: { steps: 7 } });
      document.body.append(element);
      await import(`${location.origin}/lib/index.js`);
      await element.ready;
      return { steps: element.state.steps, own: Object.keys(element), name: element.getAttribute("name") };
    });
    expect(state).toEqual({ steps: 7, own: [], name: "step-count" });
  });

  test("an eager figure that was there before its code looks for its files where they are", async ({
    page,
    open,
  }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await open('<lesson-widget name="step-count" loading="eager"></lesson-widget>');
    expect(asked.filter((path) => path.startsWith("/lesson-widgets/"))).toEqual([]);
    expect(asked.filter((path) => path.startsWith("/runtime/")).length).toBe(2);
  });

  test("state: an object or its JSON; all else is refused in words, before and after", async ({ page, open }) => {
    await open("", { asItIs: true });
    const answers = await page.evaluate(async () => {
      await customElements.whenDefined("lesson-widget");
      const element = document.createElement("lesson-widget");
      element.name = "step-count";
      document.body.append(element);
      const set = (value: unknown) => {
        try {
          element.state = value as string;
          return "taken";
        } catch (error) {
          return (error as Error).message;
        }
      };
      const all = [5, [1], "steps", "[1]", null, undefined, '{"steps": 9}'];
      const before = all.map(set);
      await element.ready;
      return { before, after: all.map(set), steps: element.state.steps };
    });
    const said = /^state: expected an object, or its JSON/;
    const taken = /^taken$/;
    for (const list of [answers.before, answers.after])
      expect(list).toEqual([said, said, said, said, taken, taken, taken].map((one) => expect.stringMatching(one)));
    expect(answers.steps).toBe(9);
  });

  test("setting the state tells no statechange, and a page that sets it from one does not run in circles", async ({
    page,
    open,
  }) => {
    const shown = await open(widget);
    await shown.evaluate((element: LessonWidgetElement) => {
      element.addEventListener("statechange", ({ detail }) => {
        element.dataset.told = String(Number(element.dataset.told ?? 0) + 1);
        element.state = detail.state;
      });
      for (let steps = 1; steps <= 100; steps++) element.state = { steps };
    });
    await settle(page);
    expect(await shown.getAttribute("data-told")).toBeNull();
    await shown.getByRole("slider", { name: "Steps" }).fill("12");
    await settle(page);
    expect(await shown.getAttribute("data-told")).toBe("1");
    expect((await stateOf(shown)).steps).toBe(12);
  });

  test("a name that is none is said without a vain retry, and mended by the right one", async ({ page, open }) => {
    await open("", { asItIs: true });
    await make(page, { name: "no-such" });
    const shown = page.locator("lesson-widget");
    await expect(shown.locator(".notice")).toContainText("no-such");
    await expect(shown.getByRole("button", { name: "Try again" })).toHaveCount(0);
    await shown.evaluate((element) => element.setAttribute("name", "step-count"));
    await expect(shown).toHaveJSProperty("status", "ready");
    await expect(shown.locator(".notice")).toBeEmpty();
  });

  test("a clone is a widget of its own from the start", async ({ open }) => {
    const shown = await open(widget);
    const states = await shown.evaluate(async (element: LessonWidgetElement) => {
      const clone = element.cloneNode(true) as LessonWidgetElement;
      element.after(clone);
      const first = clone.status;
      await clone.ready;
      return [first, clone.status];
    });
    expect(states).toEqual(["waiting", "ready"]);
  });

  test("removed while it loads, it is given back", async ({ page, open }) => {
    await open("", { asItIs: true });
    const status = await page.evaluate(async () => {
      await customElements.whenDefined("lesson-widget");
      const element = document.createElement("lesson-widget");
      element.name = "step-count";
      document.body.append(element);
      const loading = element.ready;
      element.remove();
      await loading;
      await new Promise((done) => setTimeout(done, 2500));
      return element.status;
    });
    expect(status).toBe("waiting");
  });

  test("inside another component's shadow its events still reach the page", async ({ page, open }) => {
    await open("<div id=host></div>", { asItIs: true });
    await page.evaluate(async () => {
      document.addEventListener("statechange", ({ target }) => {
        document.body.dataset.told = (target as Element).id;
      });
      const root = document.querySelector("#host")!.attachShadow({ mode: "open" });
      const element = document.createElement("lesson-widget");
      element.name = "step-count";
      root.append(element);
      await element.ready;
    });
    await page.getByRole("slider", { name: "Steps" }).fill("12");
    await expect(page.locator("body")).toHaveAttribute("data-told", "host");
  });

  test("a link is only offered where the page opens one", async ({ page, open }) => {
    const shown = await open(widget);
    await shown.getByRole("button", { name: "Copy link" }).press("Enter");
    await settle(page);
    await expect(shown.locator(".remark")).toContainText("does not open its figures from links");
  });
});

test.describe("frames", () => {
  test("moved into another document it keeps its looks, its state and its work", async ({ page, open }) => {
    const shown = await open(`${widget}<iframe title="Another" style="width: 700px; height: 500px"></iframe>`);
    await shown.evaluate((element: LessonWidgetElement) => {
      element.state = { steps: 6 };
      document.querySelector("iframe")!.contentDocument!.body.append(element);
    });
    const moved = page.frameLocator("iframe").locator("lesson-widget");
    await expect(moved).toHaveCSS("display", "block");
    await moved.getByRole("slider", { name: "Steps" }).fill("8");
    await expect.poll(async () => (await stateOf(moved)).steps).toBe(8);
    const [canvas, stage] = [await within(moved, "canvas"), await within(moved, ".stage")];
    expect(Math.abs(canvas.width - stage.width)).toBeLessThanOrEqual(1);
  });

  test("in a frame written by the page the model runs, and sharing harms nothing", async ({ page, open }) => {
    const inside = `${script}<lesson-widget id="t" name="pipeline-tracer" share></lesson-widget>`;
    await open(`<iframe title="Written" style="width: 900px; height: 700px" srcdoc='${inside}'></iframe>`, {
      asItIs: true,
    });
    await page.frameLocator("iframe").locator("lesson-widget").waitFor();
    const frame = page.frames()[1]!;
    await frame.evaluate(() => customElements.whenDefined("lesson-widget"));
    expect(await frame.evaluate(runTheModel, 60)).toContain("Done");
  });

  test("in a frame without an origin of its own the model runs, from a blob", async ({ page, open, watch }) => {
    watch.allow(/CORS|ERR_FAILED/);
    await page.route("**/{lib,runtime}/**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": "*" } });
    });
    const inside = `${script}<lesson-widget name="pipeline-tracer"></lesson-widget>`;
    await page.route("**/inside.html", (route) => route.fulfill({ contentType: "text/html", body: inside }));
    await open(
      '<iframe title="Sandboxed" sandbox="allow-scripts" style="width: 900px; height: 700px" src="inside.html"></iframe>',
      { asItIs: true },
    );
    await page.frameLocator("iframe").locator("lesson-widget").waitFor();
    const frame = page.frames()[1]!;
    await frame.evaluate(() => customElements.whenDefined("lesson-widget"));
    expect(await frame.evaluate(runTheModel, 60)).toContain("Done");
  });
});
