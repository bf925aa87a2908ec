// Answers and experiments as xAPI statements and as SCORM interactions, held to what the specifications take.

import { describe, expect, it, vi } from "vitest";
import { findScorm, interactionOf, scorm } from "../../../../web/package/embed/scorm.js";
import {
  type Answer,
  answerStatement,
  labStatement,
  recordStatements,
  statementStore,
} from "../../../../web/package/embed/xapi.js";

const about = { actor: { mbox: "mailto:a@course.test" }, activity: "https://course.test/lesson/#top" };
const answer = (more: Partial<Answer> = {}): Answer => ({
  ...{ id: "how-many", kind: "number", question: "How many?", given: "20", right: "28" },
  ...{ correct: false, points: 0.25, words: "You said 20; it is 28." },
  ...more,
});

describe("an answer as a statement", () => {
  it("says who answered what, where and how well", () => {
    const said = answerStatement(answer(), about);
    expect(said.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(said).toMatchObject({
      actor: about.actor,
      verb: { id: "http://adlnet.gov/expapi/verbs/answered" },
      object: { id: "https://course.test/lesson/#how-many", definition: { interactionType: "numeric" } },
      result: { response: "20", success: false, score: { scaled: 0.25 } },
      context: { contextActivities: { parent: [{ id: "https://course.test/lesson/" }] } },
    });
    expect(Date.parse(said.timestamp)).not.toBeNaN();
  });

  it.each([
    ["choice", "choice", "1", "1"],
    ["order", "sequencing", "2 0 1", "2[,]0[,]1"],
    ["match", "matching", "1 0", "0[.]1[,]1[.]0"],
    ["patches", "other", "0 0 1", "0 0 1"],
    ["curve", "other", "0.1 0.2", "0.1 0.2"],
  ])("of kind %s is %s, its parts joined as the specification joins them", (kind, type, given, response) => {
    const { object, result } = answerStatement(answer({ kind, given, right: given, points: 1 }), about);
    expect(object.definition.interactionType).toBe(type);
    expect(object.definition.correctResponsesPattern).toEqual([response]);
    expect(result.response).toBe(response);
  });

  it("that could not be judged claims no score", () => {
    const { object, result } = answerStatement(answer({ right: "" }), about);
    expect(result).toEqual({ response: "20", completion: true });
    expect(object.definition.correctResponsesPattern).toBeUndefined();
  });
});

it("an experiment carries its numbers", () => {
  const said = labStatement({ id: "steps", words: "Half.", rows: [["steps"], [4]] }, about);
  expect(said.verb.id).toContain("completed");
  expect(said.result.extensions).toEqual({ "https://course.test/lesson/#rows": [["steps"], [4]] });
});

it("what bubbles is recorded until it is stopped", () => {
  const page = new EventTarget();
  const send = vi.fn();
  const stop = recordStatements(page, about, send);
  page.dispatchEvent(new CustomEvent("lesson-answer", { detail: answer() }));
  page.dispatchEvent(new CustomEvent("lesson-lab", { detail: { id: "lab", words: "", rows: [] } }));
  stop();
  page.dispatchEvent(new CustomEvent("lesson-answer", { detail: answer() }));
  expect(send.mock.calls.map(([one]) => one.object.id.split("#")[1])).toEqual(["how-many", "lab"]);
});

it("a store that fails gets the statements with the next, in their order, each once", async () => {
  const bodies: string[][] = [];
  let status = 503;
  const failed = vi.fn();
  const send = statementStore({
    endpoint: "https://lrs.test/xapi/",
    authorization: "Basic x",
    failed,
    fetch: async (address, init) => {
      expect(address).toBe("https://lrs.test/xapi/statements");
      bodies.push(
        JSON.parse(String(init!.body)).map(({ object }: { object: { id: string } }) => object.id.split("#")[1]),
      );
      return new Response("", { status });
    },
  });
  await send(answerStatement(answer({ id: "a" }), about));
  expect(failed).toHaveBeenCalledWith("1 not recorded yet: the record store answered 503");
  status = 200;
  await send(answerStatement(answer({ id: "b" }), about));
  await send(answerStatement(answer({ id: "c" }), about));
  expect(bodies).toEqual([["a"], ["a", "b"], ["c"]]);
});

/** As SCORM's run-time environment describes it: elements are set in order, and what it does not know is refused. */
function platform(version: "2004" | "1.2") {
  const kept: Record<string, string>[] = [];
  const known =
    version === "2004"
      ? ["id", "type", "timestamp", "correct_responses.0.pattern", "learner_response", "result"]
      : ["id", "type", "time", "correct_responses.0.pattern", "student_response", "result"];
  const results = ["correct", "neutral", version === "2004" ? "incorrect" : "wrong"];
  const set = (element: string, value: string) => {
    const [, at, name] = /^cmi\.interactions\.(\d+)\.(.+)$/.exec(element) ?? [];
    const place = Number(at);
    const fits = known.includes(name!) && place <= kept.length && (name !== "result" || results.includes(value));
    if (!fits || (version === "2004" && name !== "id" && kept[place]?.id === undefined)) return "false";
    kept[place] = { ...kept[place], [name!]: value };
    return "true";
  };
  const get = (element: string) => (element === "cmi.interactions._count" ? String(kept.length) : "");
  const prefix = version === "2004" ? "" : "LMS";
  const all = {
    SetValue: set,
    GetValue: get,
    Commit: () => "true",
    GetLastError: () => "401",
    GetErrorString: () => "?",
  };
  const api = Object.fromEntries(Object.entries(all).map(([name, method]) => [prefix + name, method]));
  const top = { [version === "2004" ? "API_1484_11" : "API"]: api } as unknown as Window;
  Object.assign(top, { parent: top, opener: null });
  return { kept, view: { parent: top } as unknown as Window };
}

describe.each(["2004", "1.2"] as const)("SCORM %s", (version) => {
  it("is found in a window around, and takes each answer as an interaction of its own", () => {
    const { kept, view } = platform(version);
    const failed = vi.fn();
    const send = scorm(findScorm(view)!, failed);
    send(answerStatement(answer(), about));
    send(answerStatement(answer({ id: "order", kind: "order", given: "1 0", right: "1 0", correct: true }), about));
    expect(failed).not.toHaveBeenCalled();
    expect(kept.map(({ id, type, result }) => [id, type, result])).toEqual([
      ["how-many", "numeric", version === "2004" ? "incorrect" : "wrong"],
      ["order", "sequencing", "correct"],
    ]);
    expect(kept[1]).toMatchObject(version === "2004" ? { learner_response: "1[,]0" } : { student_response: "1,0" });
  });

  it("has no longer texts than the platform takes", () => {
    const long = answerStatement(answer({ kind: "curve", given: "0.1 ".repeat(4000), right: "" }), about);
    const [, response] = interactionOf(long, version).find(([name]) => name.endsWith("_response"))!;
    expect(response.length).toBeLessThanOrEqual(version === "2004" ? 4000 : 255);
  });
});

it("there is no SCORM where no window around has it", () => {
  const top = {} as Record<string, unknown>;
  Object.assign(top, { parent: top, opener: null });
  expect(findScorm({ parent: top } as unknown as Window)).toBeUndefined();
});
