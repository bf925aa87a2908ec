// What a page holds: its script's memory, and the modules'.

import type { Page } from "@playwright/test";

/** What scripts of the page see of its workers and of the modules' memories. */
interface Seen {
  workers: Worker[];
  /** Weakly: what a lost module had is nobody's. */
  memories: Set<WeakRef<WebAssembly.Memory>>;
}
declare global {
  interface Window {
    seen: Seen;
  }
}

/** Runs in the page before its own scripts. */
export function look(): void {
  const seen: Seen = { workers: [], memories: new Set() };
  window.seen = seen;
  window.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      seen.workers.push(this);
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"] as const) {
    const real = WebAssembly[name] as (...given: unknown[]) => Promise<unknown>;
    Object.assign(WebAssembly, {
      [name]: async (...given: unknown[]) => {
        const made = (await real.apply(WebAssembly, given)) as WebAssembly.WebAssemblyInstantiatedSource;
        for (const value of Object.values((made.instance ?? made).exports))
          if (value instanceof WebAssembly.Memory) seen.memories.add(new WeakRef(value));
        return made;
      },
    });
  }
}

/** Bytes that are still held once the collector has been through: of the page's script, and of the modules. */
export async function held(page: Page): Promise<{ script: number; modules: number }> {
  const session = await page.context().newCDPSession(page);
  for (let i = 0; i < 3; i++) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await session.send("Runtime.getHeapUsage")) as { usedSize: number };
  await session.detach();
  const modules = await page.evaluate(() =>
    [...window.seen.memories].reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0),
  );
  return { script: usedSize, modules };
}
