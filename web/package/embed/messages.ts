// What an embedded figure and the page around it say to each other, by postMessage.

/** From the frame. `from` tells them apart from what other frames say. */
export type FromFrame = { from: "lesson-widgets" } & (
  | { kind: "height"; height: number }
  | { kind: "ready"; description: string }
  | { kind: "failed"; message: string }
  /** An event of the element, or of a question: the parent's script gives it to the page as one of the iframe. */
  | { kind: "event"; type: Told; detail: unknown }
);

/** To the frame: all or some of its figure's state. */
export interface ToFrame {
  to: "lesson-widgets";
  kind: "state";
  state: Record<string, string | number | boolean>;
}

export const told = ["statechange", "result", "lesson-answer", "lesson-lab"] as const;
export type Told = (typeof told)[number];

const isRecord = (data: unknown): data is Record<string, unknown> => typeof data === "object" && data !== null;

/** A message that a frame of ours may have sent; undefined for everything else that pages hear. */
export function readFromFrame(data: unknown): FromFrame | undefined {
  if (!isRecord(data) || data.from !== "lesson-widgets") return undefined;
  const fits: Record<string, boolean> = {
    height: Number.isFinite(data.height),
    ready: typeof data.description === "string",
    failed: typeof data.message === "string",
    event: (told as readonly unknown[]).includes(data.type),
  };
  return fits[String(data.kind)] === true ? (data as FromFrame) : undefined;
}

export function readToFrame(data: unknown): ToFrame | undefined {
  const fits = isRecord(data) && data.to === "lesson-widgets" && data.kind === "state" && isRecord(data.state);
  return fits ? (data as unknown as ToFrame) : undefined;
}
