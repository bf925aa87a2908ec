// What forbade a file is said by name, with the line that mends it.

import { describe, expect, it, vi } from "vitest";
import { forbiddenBy, whyNoWorker } from "../../../../web/element/policy-watch.js";

const file = "https://x.test/runtime/lesson-web.abc.wasm";

describe("what a policy forbids", () => {
  it.each([
    [{ directive: "connect-src", what: file }, "needs connect-src 'self'"],
    [{ directive: "script-src-elem", what: file }, "needs script-src 'self'"],
    [{ directive: "worker-src", what: file }, "needs worker-src 'self'"],
    [{ directive: "connect-src", what: "https://x.test" }, "needs connect-src 'self'"], // all that some browsers tell
    [{ directive: "script-src", what: "wasm-eval" }, "needs script-src 'wasm-unsafe-eval'"],
    [{ directive: "trusted-types", what: "trusted-types-policy" }, "needs trusted-types lesson-widget"],
  ])("is said by its directive: %j", (forbidden, said) => {
    const words = forbiddenBy(`${file}?retry=1`, [forbidden]);
    expect(words).toContain(said);
    expect(words).toContain(`(${forbidden.directive})`);
    expect(words).toContain("HOSTING.md");
  });

  it("is said of a worker made from a blob, of which browsers tell no address", () => {
    const words = forbiddenBy("blob:https://x.test/1-2", [{ directive: "worker-src", what: "blob" }]);
    expect(words).toContain("needs worker-src blob:");
    expect(forbiddenBy(file, [{ directive: "worker-src", what: "blob" }])).toBeUndefined();
  });

  it("is nothing where something else was forbidden", () => {
    expect(forbiddenBy(file, [])).toBeUndefined();
    expect(forbiddenBy(file, [{ directive: "img-src", what: "https://y.test/a.png" }])).toBeUndefined();
  });
});

describe("a worker that did not start", () => {
  const answer = (status: number, headers: Record<string, string>) => async () =>
    new Response("", { status, headers });
  const script = { "content-type": "text/javascript" };

  it("is told by what its server sends", async () => {
    expect(await whyNoWorker(file, answer(404, {}))).toContain("answered 404");
    expect(await whyNoWorker(file, answer(200, { "content-type": "text/html" }))).toContain("came as text/html");
    expect(await whyNoWorker(file, () => Promise.reject(new TypeError("no")))).toContain("is there a connection");
    expect(await whyNoWorker(file, answer(200, script))).toContain("did not start");
  });

  it("made from a blob is looked for on no server", async () => {
    const ask = vi.fn();
    expect(await whyNoWorker("blob:https://x.test/1-2", ask)).toContain("starts none from a blob");
    expect(ask).not.toHaveBeenCalled();
  });

  it("on an isolated page needs that page's header", async () => {
    vi.stubGlobal("crossOriginIsolated", true);
    expect(await whyNoWorker(file, answer(200, script))).toContain("Cross-Origin-Embedder-Policy");
    const both = { ...script, "cross-origin-embedder-policy": "require-corp" };
    expect(await whyNoWorker(file, answer(200, both))).toContain("did not start");
    vi.unstubAllGlobals();
  });
});
