// @vitest-environment happy-dom
// Where the model's worker may come from: the page's own origin, or, once its hash is right, a blob of what came from another.

import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startWorker } from "../../../../web/element/model/start-worker.js";

const code = new TextEncoder().encode("postMessage(1)");
const integrity = `sha256-${createHash("sha256").update(code).digest("base64")}`;
const made: string[] = [];

beforeEach(() => {
  made.length = 0;
  vi.stubGlobal("origin", "https://course.test");
  vi.stubGlobal("fetch", async () => new Response(code.slice()));
  vi.stubGlobal(
    "Worker",
    class {
      constructor(url: string) {
        made.push(String(url));
      }
      postMessage() {}
      terminate() {}
    },
  );
  document.head.innerHTML = '<base href="https://course.test/lesson/">';
});
afterEach(() => vi.unstubAllGlobals());
const settled = () => vi.waitFor(() => expect(made).toHaveLength(1));

it("a script of the page's own origin is started by its address", async () => {
  startWorker("https://course.test/runtime/w.js", integrity);
  await settled();
  expect(made[0]).toBe("https://course.test/runtime/w.js");
});

it("one of another origin is started from a blob of what was checked", async () => {
  startWorker("https://files.test/w.js", integrity);
  await settled();
  expect(made[0]).toMatch(/^blob:/);
});

it("one of another origin that is not what was built is not started", async () => {
  const worker = startWorker("https://files.test/w.js", `sha256-${"A".repeat(43)}=`);
  const failed = new Promise<ErrorEvent>((tell) => {
    worker.onerror = tell;
  });
  expect((await failed).message).toContain("could not be loaded");
  expect(made).toEqual([]);
});

it("one of another origin whose hash nobody knows is refused at once, in words", () => {
  expect(() => startWorker("https://files.test/w.js")).toThrow(/page's own origin/);
});
