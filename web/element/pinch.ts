// Two fingers on an entered widget: their distance becomes the wheel that zooms.

/** One factor of distance is as much as this many CSS pixels of wheel zoom: a notch of 100 px is 1.25. */
const wheelPerLog = 100 / Math.log(1.25);

interface Point {
  x: number;
  y: number;
}

export class Pinch {
  readonly #fingers = new Map<number, Point>();
  #distance = 0;

  /** True while two fingers are down. */
  get active(): boolean {
    return this.#fingers.size === 2;
  }

  down(id: number, at: Point): void {
    if (this.#fingers.size < 2) this.#fingers.set(id, at);
    this.#distance = this.#measure();
  }

  up(id: number): void {
    this.#fingers.delete(id);
  }

  clear(): void {
    this.#fingers.clear();
  }

  /** The wheel this movement amounts to, and where; undefined when it is none. */
  move(id: number, at: Point): { at: Point; dy: number } | undefined {
    if (!this.#fingers.has(id)) return undefined;
    this.#fingers.set(id, at);
    if (!this.active) return undefined;
    const distance = this.#measure();
    const dy = -Math.log(distance / this.#distance) * wheelPerLog;
    if (!Number.isFinite(dy) || Math.abs(dy) < 1) return undefined;
    this.#distance = distance;
    const [a, b] = [...this.#fingers.values()] as [Point, Point];
    return { at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, dy };
  }

  #measure(): number {
    const [a, b] = [...this.#fingers.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }
}
