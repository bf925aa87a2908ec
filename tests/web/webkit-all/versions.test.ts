// The lesson kept by WebKit: whole without a server, and one version at a time in every tab.

import { rmSync } from "node:fs";
import { runTheModel, seeAllWidgets } from "../scenario.js";
import { buildNext, Host } from "../versions.js";
import type { WebKit } from "../webkit/webkit.js";
import { expect, pause, test } from "./lesson.js";

const foot = (webkit: WebKit) => webkit.run(() => document.querySelector(".page-foot .version")?.textContent ?? "");

async function keep(webkit: WebKit, host: Host): Promise<void> {
  await webkit.open(`${host.origin}/`);
  await expect.poll(() => foot(webkit), { timeout: 60_000 }).toContain("it opens offline");
}

let next: string;
test.beforeAll(() => {
  test.setTimeout(180_000);
  next = buildNext();
});
test.afterAll(() => rmSync(next, { recursive: true, force: true }));

async function withHost(use: (host: Host) => Promise<void>): Promise<void> {
  const host = new Host(next);
  await host.show("old");
  try {
    await use(host);
  } finally {
    host.close();
    rmSync(host.folder, { recursive: true });
  }
}

test("without a server: the same tab, a reload and a link with a query; every figure draws", async ({ webkit }) => {
  test.setTimeout(300_000);
  await withHost(async (host) => {
    await keep(webkit, host);
    host.close();
    const drawn = async () => {
      for (const { id, problem, colors } of await webkit.run(seeAllWidgets)) {
        expect(problem, id).toBeUndefined();
        expect(colors, `colours in ${id}`).toBeGreaterThan(20);
      }
    };
    await drawn();
    for (const query of ["", "?utm_source=x", "?fbclid=x"]) {
      await webkit.open(`${host.origin}/${query}`);
      await expect.poll(() => foot(webkit), query).toContain("Version ");
    }
    await drawn();
    expect(await webkit.run(runTheModel, 60)).toContain("Done");
  });
});

const agree = (webkit: WebKit) =>
  webkit.run(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>(".update-bar button")];
    const use = buttons.find(({ textContent }) => textContent === "Use it now");
    use?.click();
    return use !== undefined;
  });
const offered = (webkit: WebKit) =>
  expect
    .poll(() => webkit.run(() => document.querySelector(".update-bar")?.textContent ?? ""), { timeout: 60_000 })
    .toContain("99.0.0");

// The second tab is opened this long before the first one agrees.
for (const before of [6000, 300, 0])
  test(`a new version waits for the agreement, and then takes every tab: one opened ${before} ms before`, async ({
    webkit,
  }) => {
    test.setTimeout(240_000);
    await withHost(async (host) => {
      await keep(webkit, host);
      await host.show("new");
      await webkit.open(`${host.origin}/`);
      await offered(webkit);
      expect(await foot(webkit)).not.toContain("99.0.0");
      const first = await webkit.tab();
      const second = await webkit.newTab();
      try {
        // Not by the driver, which waits until a page has loaded.
        await webkit.run((url) => void location.assign(url), `${host.origin}/`);
        await webkit.toTab(first);
        await pause(before);
        expect(await agree(webkit)).toBe(true);
        await expect.poll(() => foot(webkit).catch(() => ""), { timeout: 30_000 }).toContain("99.0.0");
        await webkit.toTab(second);
        await expect.poll(() => foot(webkit).catch(() => ""), { timeout: 30_000 }).toContain("99.0.0");
        host.close();
        await webkit.open(`${host.origin}/`);
        await expect.poll(() => foot(webkit)).toContain("99.0.0");
      } finally {
        await webkit.toTab(second);
        await webkit.closeTab();
        await webkit.toTab(first);
      }
    });
  });
