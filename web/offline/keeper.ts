// When the lesson is put aside for offline reading, and when a new version takes over: never without the reader.

import type { FromPage } from "./messages.js";

/** The part of Workbox's window side that is used. */
export interface Registration {
  register(options: { immediate: boolean }): Promise<unknown>;
  update(): Promise<void>;
  addEventListener(type: "waiting" | "activated" | "redundant", heard: (event: Heard) => void): void;
}
export interface Heard {
  /** False for the first version ever kept in this browser. */
  isUpdate?: boolean;
  sw?: { postMessage(message: FromPage, transfer: Transferable[]): void };
}

export interface KeeperServices {
  register(): Promise<Registration>;
  /** A kept version serves this page. */
  controlled(): boolean;
  /** The reader asks for as little traffic as possible. */
  sparing(): boolean;
  atRest(): Promise<void>;
  /** One line for the foot of the page; with a press where the reader has a choice. */
  say(text: string, press?: { label: string; act: () => void }): void;
  offer(version: string, use: () => void): void;
}

const hour = 3_600_000;

export class Keeper {
  readonly #services: KeeperServices;

  constructor(services: KeeperServices) {
    this.#services = services;
  }

  async start(): Promise<void> {
    const { controlled, sparing, say, atRest } = this.#services;
    if (controlled()) say("Kept on this device: it opens offline.");
    else if (sparing()) {
      const keep = { label: "Keep it for reading offline", act: () => void this.#keep() };
      return say("Not kept on this device, to save data.", keep);
    }
    await atRest();
    await this.#keep();
  }

  async #keep(): Promise<void> {
    const { register, controlled, say } = this.#services;
    if (!controlled()) say("Being put aside for reading offline…");
    const kept = await register();
    let there = controlled();
    kept.addEventListener("activated", ({ isUpdate }) => {
      there = true;
      if (!isUpdate) say("Kept on this device: it opens offline.");
    });
    kept.addEventListener("redundant", () => {
      if (there) return; // an older version has made room for a newer
      say("Not kept for reading offline: there is no room on this device, or a file did not arrive whole.");
    });
    kept.addEventListener("waiting", (heard) => void this.#offer(heard));
    try {
      await kept.register({ immediate: true });
      setInterval(() => kept.update().catch(() => {}), hour); // offline, it will be asked again
    } catch {
      if (!controlled()) say("Could not be kept for reading offline: the browser or its settings forbid it.");
    }
  }

  async #offer({ sw }: Heard): Promise<void> {
    if (!sw) return;
    const { port1, port2 } = new MessageChannel();
    const version = new Promise<string>((resolve) => {
      port1.onmessage = ({ data }) => resolve(String(data));
    });
    sw.postMessage({ kind: "version" }, [port2]);
    this.#services.offer(await version, () => sw.postMessage({ kind: "use" }, []));
    port1.close();
  }
}
