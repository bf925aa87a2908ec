// @vitest-environment happy-dom

import { beforeEach, describe, expect, it, vi } from "vitest";
import { answersIn, checkGiven, fileText } from "../../../../web/lesson/client/predict/kept.js";
import { browserStore, isTexts, whole } from "../../../../web/lesson/client/store.js";

const texts = whole(isTexts);
const aside = (name: string) => localStorage.getItem(`lesson:a:${name}:1:set-aside`);
beforeEach(() => localStorage.clear());

describe("browserStore", () => {
  it("keeps values apart by lesson", () => {
    const [a, b] = [browserStore("a"), browserStore("b")];
    a.write("read", ["x"]);
    expect(a.read("read", texts)).toEqual(["x"]);
    expect(b.read("read", texts)).toBeUndefined();
    a.write("read", undefined);
    expect(a.read("read", texts)).toBeUndefined();
  });

  it.each(["{broken", "null", "5", '"x"', "{}", "[1]", '["a", null]', '[["a"]]', "true"])(
    "sets aside what is not of the kind that is read: %s",
    (text) => {
      localStorage.setItem("lesson:a:read:1", text);
      expect(browserStore("a").read("read", texts)).toBeUndefined();
      expect(aside("read")).toBe(text.startsWith("{b") ? text : JSON.stringify(JSON.parse(text)));
    },
  );

  it("sets the same thing aside once, and never more than has room", () => {
    const store = browserStore("a");
    store.setAside("read", "x");
    store.setAside("read", "x");
    expect(aside("read")).toBe('"x"');
    for (let i = 0; i < 30; i++) store.setAside("read", `${i}`.repeat(10_000));
    expect(aside("read")!.length).toBeLessThanOrEqual(100_000);
  });

  it.each([
    ["SecurityError", "settings forbid it"],
    ["QuotaExceededError", "is full"],
  ])("says once that nothing can be kept: %s", (name, said) => {
    const problem = vi.fn();
    const store = browserStore("a", problem, () => {
      throw new DOMException("no", name);
    });
    expect(store.read("read", texts)).toBeUndefined();
    expect(problem).not.toHaveBeenCalled();
    for (let i = 0; i < 3; i++) store.write("read", ["x"]);
    expect(problem).toHaveBeenCalledOnce();
    expect(problem.mock.calls[0]![0]).toContain(said);
  });
});

describe("kept predictions", () => {
  const good = { given: "1", right: "2", worked: [["what", "value"]], at: "2026-01-01T00:00:00Z" };
  const check = (kept: unknown) => {
    const set: unknown[] = [];
    return { given: checkGiven(kept, (what) => set.push(what)), set };
  };

  it("of earlier pages, which kept the answer alone, are taken over", () => {
    expect(check({ a: "3" }).given).toEqual({ a: { given: "3" } });
  });

  it.each([
    null,
    5,
    [],
    {},
    { given: 5 },
    { given: "1", right: 2 },
    { given: "1", right: { value: 1 } },
    { given: "1", worked: "x" },
    { given: "1", worked: [["one"]] },
    { given: "1", worked: [[1, 2]] },
    { given: "1", at: {} },
    { given: "x".repeat(200_000) },
  ])("that are none are set aside alone: %j", (bad) => {
    const { given, set } = check({ good, bad });
    expect(given).toEqual({ good });
    expect(set).toEqual([{ bad }]);
  });

  it.each([[null], [5], [["a"]], ["x"]])("as a whole that is none leaves an empty page: %j", (kept) => {
    expect(check(kept)).toEqual({ given: {}, set: [kept] });
  });

  it("take a name like __proto__ for a name", () => {
    const { given } = check(JSON.parse('{"__proto__": {"given": "1"}, "a": "2"}'));
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype);
    expect(({} as { given?: string }).given).toBeUndefined();
  });
});

describe("the file of saved predictions", () => {
  const answer = { id: "a", kind: "number", question: "?", given: "3", worked_out: "4", at: "2026-01-01" };

  it("is read as it was written", () => {
    const text = fileText("A lesson", [answer, { ...answer, id: "b", worked_out: "" }]);
    expect(answersIn(text)).toEqual(
      new Map([
        ["a", { given: "3", right: "4", at: "2026-01-01", worked: undefined }],
        ["b", { given: "3", right: undefined, at: "2026-01-01", worked: undefined }],
      ]),
    );
  });

  it("carries what surprised the reader, and no more of it than fits", () => {
    const note = "that it is less";
    const noted = answersIn(fileText("A lesson", [{ ...answer, note }]));
    expect(noted.get("a")).toMatchObject({ given: "3", note });
    const long = answersIn(fileText("A lesson", [{ ...answer, note: "x".repeat(2001) }]));
    expect(long.get("a")).toBeUndefined();
  });

  it("may hold damaged answers beside good ones", () => {
    const text = JSON.stringify({ format: "lesson-predictions/1", answers: [answer, 5, { id: "b", given: 7 }, {}] });
    const answers = answersIn(text);
    expect([...answers.keys()]).toEqual(["a", "b"]);
    expect(answers.get("b")).toBeUndefined();
  });

  it.each([
    ["", "not JSON"],
    ["<html>", "not JSON"],
    ["[]", "no file of saved predictions"],
    ['{"format": "x"}', "no file of saved predictions"],
    ['{"format": "lesson-predictions/9", "answers": []}', "another version"],
  ])("is refused in words where it is none: %s", (text, said) => {
    expect(() => answersIn(text)).toThrow(said);
  });
});
