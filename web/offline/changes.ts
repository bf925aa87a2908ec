// Another version may take over while a page of the old one is open: it must not go on with files of two versions.
// Heard from the first moment, since the agreement may be given in another tab while this one still loads.

export interface Changes {
  /** A kept version serves this page. */
  controller(): { postMessage(message: { kind: "version" }, ports: MessagePort[]): void } | null;
  onChange(changed: () => void): void;
  /** The page's own version, as its foot says it. */
  version: string;
  reload(): void;
  /** Survives a reload, in this tab. */
  memory: Pick<Storage, "getItem" | "setItem">;
}

const key = "lesson-loaded-anew-for";

export function followChanges({ controller, onChange, version, reload, memory }: Changes): void {
  let served = controller() !== null;
  onChange(() => {
    if (served) reload();
    served = true; // the first version that was ever kept here has claimed this page, which is of that version
  });
  void askVersion(controller()).then((serving) => {
    if (serving === undefined || serving === version) return;
    // It took over before this page was listening. Once for each version: a page that came past it is the newer one.
    if (remembered(memory) === serving) return;
    remember(memory, serving);
    reload();
  });
}

function askVersion(serving: ReturnType<Changes["controller"]>): Promise<string | undefined> {
  if (!serving) return Promise.resolve(undefined);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(String(data));
    };
    serving.postMessage({ kind: "version" }, [port2]);
  });
}

function remembered(memory: Changes["memory"]): string | null {
  try {
    return memory.getItem(key);
  } catch {
    return null;
  }
}
function remember(memory: Changes["memory"], version: string): void {
  try {
    memory.setItem(key, version);
  } catch {
    // forbidden: then it may load anew once more
  }
}
