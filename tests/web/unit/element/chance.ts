// Random inputs that can be had again: LESSON_SEED names the seed that a failure has printed.

export const seed = Number(process.env.LESSON_SEED ?? Date.now() % 2 ** 32);

export interface Chance {
  /** A whole number from 0 below `count`. */
  below(count: number): number;
  of<T>(list: readonly T[]): T;
}

/** mulberry32. */
export function chance(start = seed): Chance {
  let state = start >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (count: number) => next() % count;
  return { below, of: (list) => list[below(list.length)]! };
}

/** Some letters or bytes of it come, go and change. */
export function mutated<T>(list: readonly T[], telling: readonly T[], { below, of }: Chance): T[] {
  const changed = [...list];
  for (let edits = 1 + below(4); edits > 0; edits--) {
    const at = below(changed.length + 1);
    const kind = below(5);
    if (kind === 0) changed.splice(at, 0, of(telling));
    else if (kind === 1) changed.splice(at, 1 + below(3));
    else if (kind === 2 && at < changed.length) changed[at] = of(telling);
    else if (kind === 3) changed.splice(at, 0, ...changed.slice(below(changed.length + 1)).slice(0, 16));
    else if (below(8) === 0) changed.length = at;
  }
  return changed;
}

/** Calls `attempt` with every input in turn until `milliseconds` are over; a failure names seed and input. */
export function hunt<T>(
  inputs: () => T,
  show: (input: T) => string,
  attempt: (input: T) => void,
  milliseconds = 1500,
) {
  let tried = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end; tried++) {
    const input = inputs();
    try {
      attempt(input);
    } catch (error) {
      throw new Error(`LESSON_SEED=${seed}, input ${show(input).slice(0, 2000)}: ${(error as Error).stack}`);
    }
  }
  console.info(`  ${tried} inputs, LESSON_SEED=${seed}`);
  return tried;
}
