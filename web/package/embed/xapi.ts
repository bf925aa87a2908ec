// What a reader answered and tried, as xAPI statements (IEEE 9274.1.1; version 1.0.3 of the specification):
//   recordStatements(document, { actor, activity: location.href }, statementStore({ endpoint, authorization }));

/** Detail of `lesson-answer`, of a <lesson-question> or a prediction of the lesson. */
export interface Answer {
  id: string;
  kind: string;
  question: string;
  given: string;
  right: string;
  correct: boolean;
  points: number;
  words: string;
}
/** Detail of `lesson-lab`. */
export interface Lab {
  id: string;
  words: string;
  rows: (string | number)[][];
}

export interface About {
  /** As the statement has it: `{ mbox: "mailto:…" }` or `{ account: { homePage, name } }`. */
  actor: Record<string, unknown>;
  /** The page's IRI; what happens in it is `<activity>#<id>`. */
  activity: string;
  /** Of the questions; default: "en". */
  language?: string;
}

export interface Statement {
  id: string;
  timestamp: string;
  actor: Record<string, unknown>;
  verb: { id: string; display: Record<string, string> };
  object: { objectType: "Activity"; id: string; definition: Definition };
  result: Result;
  context: { contextActivities: { parent: { id: string }[] }; language: string };
}
interface Definition {
  type: string;
  name: Record<string, string>;
  interactionType?: string;
  correctResponsesPattern?: string[];
}
export interface Result {
  response: string;
  success?: boolean;
  completion: boolean;
  score?: { scaled: number };
  extensions?: Record<string, unknown>;
}

/** The lesson's kinds of question → those of the specification (cmi.interaction). */
const interactions: Record<string, string> = {
  choice: "choice",
  number: "numeric",
  order: "sequencing",
  match: "matching",
};

/** Answers of several parts are their places joined by spaces; the specification joins them otherwise. */
function response(kind: string, text: string): string {
  const parts = text.trim() === "" ? [] : text.trim().split(" ");
  if (kind === "order") return parts.join("[,]");
  if (kind === "match") return parts.map((choice, row) => `${row}[.]${choice}`).join("[,]");
  return text;
}

const verb = (name: string) => ({ id: `http://adlnet.gov/expapi/verbs/${name}`, display: { "en-US": name } });

function statement(
  name: string,
  id: string,
  definition: Definition,
  result: Result,
  { actor, activity, language = "en" }: About,
): Statement {
  const at = activity.split("#")[0]!;
  return {
    id: uuid(),
    timestamp: new Date().toISOString(),
    actor,
    verb: verb(name),
    object: { objectType: "Activity", id: `${at}#${encodeURIComponent(id)}`, definition },
    result,
    context: { contextActivities: { parent: [{ id: at }] }, language },
  };
}

export function answerStatement(answer: Answer, about: About): Statement {
  const { kind, question, given, right, correct, points, id } = answer;
  const definition: Definition = {
    type: "http://adlnet.gov/expapi/activities/cmi.interaction",
    name: { [about.language ?? "en"]: question || id },
    interactionType: interactions[kind] ?? "other",
    ...(right === "" ? {} : { correctResponsesPattern: [response(kind, right)] }),
  };
  const scored = right === "" ? {} : { success: correct, score: { scaled: Math.min(1, Math.max(0, points)) } };
  return statement(
    "answered",
    id,
    definition,
    { response: response(kind, given), completion: true, ...scored },
    about,
  );
}

/** The experiment's numbers go along as an extension. */
export function labStatement({ id, words, rows }: Lab, about: About): Statement {
  const at = about.activity.split("#")[0]!;
  const definition = {
    type: "http://adlnet.gov/expapi/activities/simulation",
    name: { [about.language ?? "en"]: id },
  };
  const result = { response: words, completion: true, extensions: { [`${at}#rows`]: rows } };
  return statement("completed", id, definition, result, about);
}

/** Turns what bubbles to `target` into statements for `send`; gives a way to stop. */
export function recordStatements(
  target: EventTarget,
  about: About,
  send: (statement: Statement) => void,
): () => void {
  const answer = (event: Event) => send(answerStatement((event as CustomEvent<Answer>).detail, about));
  const lab = (event: Event) => send(labStatement((event as CustomEvent<Lab>).detail, about));
  target.addEventListener("lesson-answer", answer);
  target.addEventListener("lesson-lab", lab);
  return () => {
    target.removeEventListener("lesson-answer", answer);
    target.removeEventListener("lesson-lab", lab);
  };
}

export interface Store {
  /** Of the learning record store, without `/statements`. */
  endpoint: string;
  /** The header's value: "Basic …" or "Bearer …". */
  authorization: string;
  /** Hears, in words, what could not be sent; it is tried again with the next statement. */
  failed?(message: string): void;
  fetch?: typeof fetch;
}

/** Sends statements to a learning record store, in their order; those that did not arrive go again with the next. */
export function statementStore({ endpoint, authorization, failed, fetch: ask = fetch }: Store) {
  let waiting: Statement[] = [];
  let sending: Promise<void> = Promise.resolve();
  const send = async () => {
    const batch = waiting;
    if (batch.length === 0) return;
    const headers = {
      "content-type": "application/json",
      "x-experience-api-version": "1.0.3",
      authorization,
    };
    const body = JSON.stringify(batch);
    try {
      const address = `${endpoint.replace(/\/$/, "")}/statements`;
      const answer = await ask(address, { method: "POST", headers, body, keepalive: body.length < 60_000 });
      if (!answer.ok) throw new Error(`the record store answered ${answer.status}`);
      waiting = waiting.slice(batch.length);
    } catch (error) {
      failed?.(`${batch.length} not recorded yet: ${(error as Error).message}`);
    }
  };
  return (one: Statement): Promise<void> => {
    waiting = [...waiting, one];
    sending = sending.then(send);
    return sending;
  };
}

/** Pages without a secure address have no crypto.randomUUID. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
