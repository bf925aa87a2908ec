// A worker that computes nothing: a test says what it answers, and reads what it was told.

import type { FromWorker, ToWorker } from "../../../../web/element/model/protocol.js";
import type { ModelWorker } from "../../../../web/element/model/worker-link.js";

/** What a worker is opened with. */
export const files = { build: "simd", wasm: "/m.wasm", weights: "/w", more: {}, integrity: {} } as const;

export class FakeWorker implements ModelWorker {
  readonly heard: ToWorker[] = [];
  onmessage: ModelWorker["onmessage"] = null;
  onerror: ModelWorker["onerror"] = null;
  ended = false;
  postMessage(message: ToWorker) {
    this.heard.push(message);
  }
  terminate() {
    this.ended = true;
  }
  say(data: FromWorker) {
    this.onmessage?.({ data } as MessageEvent<FromWorker>);
  }
  packet(ticket: number, bytes: Uint8Array, last = false) {
    this.say({ kind: "packet", ticket, bytes: bytes.slice().buffer, last });
  }
  die(message: string) {
    this.onerror?.({ message } as ErrorEvent);
  }
  get starts() {
    return this.heard.filter((message) => message.kind === "start");
  }
  /** Of the runs that it was told to start. */
  get tickets() {
    return this.starts.map(({ ticket }) => ticket);
  }
}

/** Starts workers and keeps them; with `refused`, as in a frame without an origin, throws that instead. */
export class FakeWorkers extends Array<FakeWorker> {
  refused = "";
  readonly spawn = () => {
    if (this.refused) throw new TypeError(this.refused);
    this.push(new FakeWorker());
    return this.at(-1)!;
  };
}
