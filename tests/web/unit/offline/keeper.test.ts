import { describe, expect, it, vi } from "vitest";
import { type Heard, Keeper, type KeeperServices } from "../../../../web/offline/keeper.js";

function setUp(overrides: Partial<KeeperServices> = {}) {
  const heard = new Map<string, (event: Heard) => void>();
  const said: string[] = [];
  const registered = vi.fn(async () => ({}));
  const offers: { version: string; use: () => void }[] = [];
  let press: (() => void) | undefined;
  const services: KeeperServices = {
    register: async () => ({
      register: registered,
      update: async () => {},
      addEventListener: (type, listener) => heard.set(type, listener),
    }),
    controlled: () => false,
    sparing: () => false,
    atRest: async () => {},
    say: (text, choice) => {
      said.push(text);
      press = choice?.act;
    },
    offer: (version, use) => offers.push({ version, use }),
    ...overrides,
  };
  vi.useFakeTimers(); // the hourly question
  return { keeper: new Keeper(services), heard, said, registered, offers, press: () => press?.() };
}
/** A waiting service worker that knows its version. */
function waiting(version: string) {
  const told: string[] = [];
  const sw = {
    postMessage(message: { kind: string }, transfer: Transferable[]) {
      told.push(message.kind);
      if (message.kind === "version") (transfer[0] as MessagePort).postMessage(version);
    },
  };
  return { sw, told };
}

describe("keeping the lesson for offline reading", () => {
  it("waits until the reader has what they came for", async () => {
    let rest = () => {};
    const { keeper, registered, said } = setUp({
      atRest: () =>
        new Promise((done) => {
          rest = done;
        }),
    });
    const started = keeper.start();
    expect(registered).not.toHaveBeenCalled();
    rest();
    await started;
    expect(registered).toHaveBeenCalledOnce();
    expect(said).toEqual(["Being put aside for reading offline…"]);
  });

  it("says when it is there, at first and later", async () => {
    const first = setUp();
    await first.keeper.start();
    first.heard.get("activated")!({ isUpdate: false });
    expect(first.said.at(-1)).toBe("Kept on this device: it opens offline.");
    const later = setUp({ controlled: () => true });
    await later.keeper.start();
    expect(later.said).toEqual(["Kept on this device: it opens offline."]);
  });

  it("leaves the choice to readers who save data", async () => {
    const { keeper, registered, press } = setUp({ sparing: () => true });
    await keeper.start();
    expect(registered).not.toHaveBeenCalled();
    press();
    await vi.waitFor(() => expect(registered).toHaveBeenCalledOnce());
  });

  it("says so when there is no room, but not when an old version makes room for a new one", async () => {
    const { keeper, heard, said } = setUp();
    await keeper.start();
    heard.get("redundant")!({});
    expect(said.at(-1)).toMatch(/Not kept.*no room/);
    heard.get("activated")!({});
    heard.get("redundant")!({});
    expect(said.at(-1)).toContain("it opens offline");
  });

  it("says so when the browser refuses", async () => {
    const { keeper, said, registered } = setUp();
    registered.mockRejectedValue(new Error("insecure"));
    await keeper.start();
    expect(said.at(-1)).toContain("Could not be kept");
  });
});

describe("a new version", () => {
  it("is offered by name, and takes over only when the reader presses", async () => {
    const { keeper, heard, offers } = setUp({ controlled: () => true });
    await keeper.start();
    const { sw, told } = waiting("0.2.0 (abc)");
    vi.useRealTimers();
    heard.get("waiting")!({ sw });
    await vi.waitFor(() => expect(offers).toHaveLength(1));
    expect(offers[0]!.version).toBe("0.2.0 (abc)");
    expect(told).toEqual(["version"]);
    offers[0]!.use();
    expect(told).toEqual(["version", "use"]);
  });
});
