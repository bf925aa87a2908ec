import { describe, expect, it } from "vitest";
import { ownOrigin } from "../../../../web/element/trusted.js";

describe("the address of a worker", () => {
  const page = "https://course.test/lesson/index.html";

  it("passes when it is of the page's own origin, made absolute", () => {
    expect(ownOrigin("runtime/worker.js", page)).toBe("https://course.test/lesson/runtime/worker.js");
  });

  it("passes as a blob, which only the page itself can make", () => {
    expect(ownOrigin("blob:null/1-2", "file:///lesson.html")).toBe("blob:null/1-2");
  });

  it("is measured by the page's origin, not its address: a frame's may be about:srcdoc", () => {
    const worker = "https://course.test/runtime/worker.js";
    expect(ownOrigin(worker, "about:srcdoc", "https://course.test")).toBe(worker);
    expect(() => ownOrigin(worker, page, "null")).toThrow(/expected null/); // a sandboxed frame
  });

  it.each(["https://elsewhere.test/worker.js", "http://course.test/worker.js", "data:text/javascript,1"])(
    "is refused from elsewhere, with the way out: %s",
    (url) => expect(() => ownOrigin(url, page)).toThrow(/expected https:\/\/course\.test.*asset-path/s),
  );
});
