// What a frame says of the downloads it forbids.

import { describe, expect, it } from "vitest";
import { frameForbidsSaving } from "../../../../web/dom/save.js";

const top = {} as { parent: unknown; frameElement: unknown };
top.parent = top;
const framed = (sandbox: string | null, parent: object = top) => ({
  parent,
  frameElement: { getAttribute: () => sandbox },
});
const asked = (view: object) => frameForbidsSaving(view as Window);

describe("saving in a frame", () => {
  it("is not doubted on a page of its own, nor in frames that allow it", () => {
    expect(asked(top)).toBeUndefined();
    expect(asked(framed(null))).toBeUndefined();
    expect(asked(framed("allow-scripts allow-downloads"))).toBeUndefined();
  });
  it("is said to be forbidden, by which frame ever", () => {
    expect(asked(framed("allow-scripts allow-same-origin"))).toContain("Not saved");
    expect(asked(framed("allow-scripts allow-downloads", framed("")))).toContain("Not saved");
  });
  it("is doubted where nobody tells", () => {
    expect(asked({ parent: top, frameElement: null })).toContain("unless the frame");
    expect(
      asked({
        parent: top,
        get frameElement() {
          throw new DOMException("denied", "SecurityError");
        },
      }),
    ).toContain("unless the frame");
  });
});
