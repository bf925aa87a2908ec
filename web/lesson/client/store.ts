// What the reader leaves behind, in this browser only. Private windows may refuse: then nothing is kept.

export interface Store {
  read<T>(name: string): T | undefined;
  write(name: string, value: unknown): void;
}

export function browserStore(slug: string, storage: () => Storage = () => localStorage): Store {
  const key = (name: string) => `lesson:${slug}:${name}:1`;
  return {
    read<T>(name: string): T | undefined {
      try {
        const text = storage().getItem(key(name));
        return text === null ? undefined : (JSON.parse(text) as T);
      } catch {
        return undefined;
      }
    },
    write(name, value) {
      try {
        if (value === undefined) storage().removeItem(key(name));
        else storage().setItem(key(name), JSON.stringify(value));
      } catch {
        // full or forbidden
      }
    },
  };
}
