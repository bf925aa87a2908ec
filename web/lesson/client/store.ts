// What the reader leaves behind, in this browser only. It is input like any other: other versions of the page, other
// tabs and other hands write there. What a check does not take is set aside under a name of its own, never thrown away.

/** Takes a value that was kept and gives what it means; hands to `aside` what cannot be used. */
export type Check<T> = (kept: unknown, aside: (what: unknown) => void) => T | undefined;

export interface Store {
  read<T>(name: string, check: Check<T>): T | undefined;
  write(name: string, value: unknown): void;
  /** Keeps out of the way what cannot be used. */
  setAside(name: string, what: unknown): void;
}

const mostAside = 100_000; // characters

/** `problem` is told, once, why nothing can be kept. */
export function browserStore(
  slug: string,
  problem: (words: string) => void = () => {},
  storage: () => Storage = () => localStorage,
): Store {
  const key = (name: string) => `lesson:${slug}:${name}:1`;
  const asideKey = (name: string) => `${key(name)}:set-aside`;
  let told = false;
  const tell = (error: unknown) => {
    if (told) return;
    told = true;
    problem(whyNotKept(error));
  };
  const textOf = (name: string): string | null => {
    try {
      return storage().getItem(key(name));
    } catch {
      return null; // forbidden: told when there is something to keep
    }
  };
  const addAside = (name: string, line: string) => {
    try {
      const earlier = storage().getItem(asideKey(name)) ?? "";
      if (earlier.split("\n").includes(line)) return;
      storage().setItem(asideKey(name), `${earlier}${earlier && "\n"}${line}`.slice(-mostAside));
    } catch {
      // no room for it: what is in use comes first
    }
  };
  const setAside = (name: string, what: unknown) => addAside(name, JSON.stringify(what));
  return {
    read(name, check) {
      const text = textOf(name);
      if (text === null) return undefined;
      try {
        return check(JSON.parse(text), (what) => setAside(name, what));
      } catch {
        addAside(name, text);
        return undefined;
      }
    },
    write(name, value) {
      try {
        if (value === undefined) storage().removeItem(key(name));
        else storage().setItem(key(name), JSON.stringify(value));
      } catch (error) {
        tell(error);
      }
    },
    setAside,
  };
}

function whyNotKept(error: unknown): string {
  const full = error instanceof DOMException && /quota/i.test(error.name);
  const why = full ? "its storage for this site is full" : "its settings forbid it";
  return `This browser keeps nothing more of what you do here: ${why}. Save your predictions as a file before you leave.`;
}

// --- checks ---

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value: unknown, most = 100_000): value is string =>
  typeof value === "string" && value.length <= most;
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => isText(one));

/** For values that are right or wrong as a whole. */
export const whole =
  <T>(fits: (kept: unknown) => kept is T): Check<T> =>
  (kept, aside) => {
    if (fits(kept)) return kept;
    aside(kept);
    return undefined;
  };
