// The package's embed page in the frames of another origin, as learning platforms make them: with an origin of its own, and
// in a sandbox that takes it away; on servers that send no headers for either.

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Frame, type Page } from "@playwright/test";
import { freePort, type Running, started } from "../hosting/started.js";
import { runTheModel } from "../scenario.js";

const built = join(import.meta.dirname, "../../../web/dist/package");

async function python(folder: string): Promise<Running> {
  const port = await freePort();
  const line = ["python3", "-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", folder];
  return started(line, { address: `http://127.0.0.1:${port}/` });
}

interface Sites {
  /** Address of a page of the course around a frame with these attributes. */
  course(frame: string): string;
  /** Address of the package's files, of another origin. */
  figures: string;
}
const test = base.extend<object, { sites: Sites }>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter list
    async ({}, use) => {
      if (!existsSync(join(built, "embed.html"))) throw new Error("web/dist/package is not built");
      const folder = mkdtempSync(join(tmpdir(), "lesson-embed-"));
      for (const name of ["course", "figures"]) mkdirSync(join(folder, name));
      cpSync(built, join(folder, "figures"), { recursive: true });
      const [one, other] = [await python(join(folder, "course")), await python(join(folder, "figures"))];
      let pages = 0;
      const course = (frame: string) => {
        const name = `page-${pages++}.html`;
        writeFileSync(
          join(folder, "course", name),
          `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>A course</title>
           <body><iframe style="width: 800px; border: 0" title="A figure" ${frame}></iframe>
           <script src="${other.origin}/lesson-frames.js"></script></body></html>`,
        );
        return `${one.origin}/${name}`;
      };
      await use({ course, figures: other.origin });
      for (const server of [one, other]) await server.stop();
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
});

async function framed(page: Page, address: string): Promise<Frame> {
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const type of ["lesson-ready", "lesson-answer", "statechange", "error"])
      document.addEventListener(type, () => heard.push(type), true);
  });
  await page.goto(address);
  const frame = await page.locator("iframe").elementHandle();
  return (await frame!.contentFrame())!;
}
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard);

const sandboxes = {
  "no sandbox": "",
  "a sandbox with an origin": 'sandbox="allow-scripts allow-same-origin allow-downloads"',
  "a sandbox without an origin": 'sandbox="allow-scripts"',
};

for (const [name, sandbox] of Object.entries(sandboxes))
  test(`${name}: the figure is drawn as high as its frame, takes the address's state, and the model runs`, async ({
    page,
    sites,
  }) => {
    const src = `${sites.figures}/embed.html?widget=pipeline-tracer&state=%7B%22steps%22%3A6%7D`;
    const frame = await framed(page, sites.course(`${sandbox} src="${src}"`));
    await expect.poll(() => heard(page), { timeout: 90_000 }).toContain("lesson-ready");
    expect(await frame.evaluate(() => self.origin === "null")).toBe(
      sandbox === sandboxes["a sandbox without an origin"],
    );
    const state = () => frame.evaluate(() => document.querySelector("lesson-widget")!.state);
    expect(await state()).toMatchObject({ steps: 6 });
    const inside = () =>
      frame.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    await expect.poll(inside).toBe(0);
    expect((await page.locator("iframe").boundingBox())!.height).toBeGreaterThan(200);
    await page.evaluate(() => {
      const { setState } = (
        window as unknown as { lessonFrames: typeof import("../../../web/package/embed/frames.js") }
      ).lessonFrames;
      setState(document.querySelector("iframe")!, { steps: 9 });
    });
    await expect.poll(async () => (await state()).steps).toBe(9);
    expect(await frame.evaluate(runTheModel, 90)).toContain("Done");
    expect(await heard(page)).not.toContain("error");
  });

test("an answer in a sandbox becomes a statement of the course around", async ({ page, sites }) => {
  const src = `${sites.figures}/embed.html?question=How+many%3F&id=how-many&right=28&near=4&unit=steps`;
  const frame = await framed(page, sites.course(`sandbox="allow-scripts" src="${src}"`));
  await page.evaluate(() => {
    const said: unknown[] = [];
    Object.assign(window, { said });
    const { recordStatements } = (
      window as unknown as { lessonFrames: typeof import("../../../web/package/embed/frames.js") }
    ).lessonFrames;
    const about = { actor: { mbox: "mailto:learner@course.test" }, activity: location.href };
    recordStatements(document, about, (statement) => said.push(statement));
  });
  await frame.getByRole("spinbutton").fill("26");
  await frame.getByRole("button", { name: "Commit" }).click();
  const said = () => page.evaluate(() => (window as unknown as { said: unknown[] }).said);
  await expect.poll(said).toHaveLength(1);
  expect((await said())[0]).toMatchObject({
    verb: { id: "http://adlnet.gov/expapi/verbs/answered" },
    object: { definition: { name: { en: "How many?" }, interactionType: "numeric" } },
    result: { response: "26", success: true, score: { scaled: 1 } },
  });
});

test("`parent` keeps what the reader does from everybody else", async ({ page, sites }) => {
  const src = (parent: string) =>
    `${sites.figures}/embed.html?question=How+many%3F&right=28&parent=${encodeURIComponent(parent)}`;
  const commit = async (frame: Frame) => {
    await frame.getByRole("spinbutton").fill("28");
    await frame.getByRole("button", { name: "Commit" }).click();
    await expect(frame.getByText("Right: it is 28.")).toBeVisible();
  };
  await commit(await framed(page, sites.course(`src="${src("https://other.example")}"`)));
  expect(await heard(page)).toEqual([]);
  const own = new URL(sites.course("")).origin;
  await commit(await framed(page, sites.course(`src="${src(own)}"`)));
  await expect.poll(() => heard(page)).toContain("lesson-answer");
});

test("an address that names no figure says so", async ({ page, sites }) => {
  await page.goto(`${sites.figures}/embed.html`);
  await expect(page.getByText("expected ?widget=")).toBeVisible();
  await page.goto(`${sites.figures}/embed.html?widget=no-such`);
  await expect(page.locator("lesson-widget")).toContainText(/no-such/, { timeout: 60_000 });
});

test("files of another origin: the figure draws and the model runs, where that server allows it", async ({
  page,
  sites,
}) => {
  // The page is the course's, modules and runtime come from elsewhere.
  await page.route(`${sites.figures}/**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": "*" } });
  });
  await page.goto(sites.course('hidden src="about:blank"'));
  await page.evaluate(async (figures) => {
    document.body.insertAdjacentHTML("beforeend", '<lesson-widget name="pipeline-tracer"></lesson-widget>');
    await import(`${figures}/lib/index.js`);
  }, sites.figures);
  expect(await page.evaluate(runTheModel, 90)).toContain("Done");
});
