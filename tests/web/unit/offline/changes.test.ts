// Every tab goes over to the version that takes over, however early or late it was opened.

import { describe, expect, it, vi } from "vitest";
import { type Changes, followChanges } from "../../../../web/offline/changes.js";

function open(serving: string | undefined, page = "1 (a)", memory = new Map<string, string>()) {
  let tell = () => {};
  const reload = vi.fn();
  const changes: Changes = {
    controller: () => (serving === undefined ? null : { postMessage: (_, [port]) => port!.postMessage(serving) }),
    onChange: (changed) => {
      tell = changed;
    },
    version: page,
    reload,
    memory: { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) },
  };
  followChanges(changes);
  return { reload, change: () => tell(), memory };
}
const soon = () => new Promise((done) => setTimeout(done, 50));

describe("a change of versions", () => {
  it("loads a kept page anew, not the one that has just been kept for the first time", async () => {
    const kept = open("1 (a)");
    await soon();
    expect(kept.reload).not.toHaveBeenCalled();
    kept.change();
    expect(kept.reload).toHaveBeenCalledOnce();
    const first = open(undefined);
    first.change();
    expect(first.reload).not.toHaveBeenCalled();
    first.change();
    expect(first.reload).toHaveBeenCalledOnce();
  });

  it("that came before the page was listening is noticed, once", async () => {
    const late = open("2 (b)");
    await vi.waitFor(() => expect(late.reload).toHaveBeenCalledOnce());
    const again = open("2 (b)", "3 (c)", late.memory); // the site's own, newer than the kept one
    await soon();
    expect(again.reload).not.toHaveBeenCalled();
  });

  it("is followed where the tab may remember nothing", async () => {
    const reload = vi.fn();
    const refuse = () => {
      throw new DOMException("denied", "SecurityError");
    };
    followChanges({
      controller: () => ({ postMessage: (_, [port]) => port!.postMessage("2 (b)") }),
      onChange: () => {},
      version: "1 (a)",
      reload,
      memory: { getItem: refuse, setItem: refuse },
    });
    await vi.waitFor(() => expect(reload).toHaveBeenCalled());
  });
});
