// Patches marked on a picture: a grid with one cell in the tab order, moved in by the arrow keys.

import { make } from "../../../dom/make.js";
import type { Field } from "./fields.js";

export class PatchField implements Field {
  readonly #form: HTMLFormElement;
  readonly #grid: HTMLElement;
  readonly #cells: HTMLElement[] = [];
  readonly #side: number;
  readonly #most: number;
  readonly #count = make("p", { class: "patches-words", role: "status" });
  #painting: boolean | undefined; // whether the pointer that is down marks or clears
  #locked = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#side = Number(form.dataset.side);
    this.#most = Number(form.dataset.marks);
    this.#grid = this.#build();
    form.querySelector(".patches")!.append(this.#grid);
    form.querySelector(".patches-words")!.after(this.#count);
    this.#grid.addEventListener("keydown", (event) => this.#key(event));
    this.#grid.addEventListener("pointerdown", (event) => this.#down(event));
    this.#grid.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.#grid.addEventListener(end, () => {
        this.#painting = undefined;
      });
    }
  }

  value(): string {
    return this.#cells.flatMap((cell, i) => (this.#marked(cell) ? [i] : [])).join(" ");
  }
  accepts(value: string): boolean {
    const marks = value.split(" ");
    return (
      new Set(marks).size === marks.length &&
      marks.length <= this.#most &&
      marks.every((mark) => /^\d{1,6}$/.test(mark) && Number(mark) < this.#cells.length)
    );
  }
  /** A weight for each patch. */
  answers(right: string): boolean {
    const weights = right.split(" ").map(Number);
    return weights.length === this.#cells.length && weights.every((weight) => Number.isFinite(weight) && weight >= 0);
  }
  restore(value: string): void {
    this.reset();
    for (const i of value.split(" ")) this.#cells[Number(i)]?.setAttribute("aria-selected", "true");
  }
  reset(): void {
    for (const cell of this.#cells) {
      cell.setAttribute("aria-selected", "false");
      cell.style.removeProperty("--weight");
      cell.setAttribute("aria-label", this.#place(cell));
    }
    this.#grid.classList.remove("revealed");
    this.#count.textContent = "";
  }
  /** Lays the weights over the picture, the strongest patch brightest. */
  reveal(right: string): void {
    const weights = right.split(" ").map(Number);
    const most = Math.max(...weights);
    for (const [i, cell] of this.#cells.entries()) {
      const share = weights[i]! / most;
      cell.style.setProperty("--weight", share.toFixed(3));
      cell.setAttribute("aria-label", `${this.#place(cell)}, ${Math.round(100 * share)} % of the strongest`);
    }
    this.#grid.classList.add("revealed");
  }
  lock(locked: boolean): void {
    this.#locked = locked;
    this.#grid.setAttribute("aria-readonly", String(locked));
  }

  #build(): HTMLElement {
    const grid = make("div", { role: "grid", class: "patch-grid", "aria-multiselectable": "true" });
    grid.setAttribute("aria-label", `Patches of the picture, ${this.#side} rows of ${this.#side}`);
    grid.style.setProperty("--side", String(this.#side));
    for (let row = 0; row < this.#side; row++) {
      const line = make("div", { role: "row" });
      for (let column = 0; column < this.#side; column++) {
        const cell = make("div", { role: "gridcell", "aria-selected": "false", tabindex: "-1" });
        cell.setAttribute("aria-label", `row ${row + 1}, column ${column + 1}`);
        this.#cells.push(cell);
        line.append(cell);
      }
      grid.append(line);
    }
    this.#cells[0]!.tabIndex = 0;
    return grid;
  }

  #marked(cell: Element): boolean {
    return cell.getAttribute("aria-selected") === "true";
  }
  #place(cell: HTMLElement): string {
    const i = this.#cells.indexOf(cell);
    return `row ${Math.floor(i / this.#side) + 1}, column ${(i % this.#side) + 1}`;
  }
  #mark(cell: HTMLElement, on: boolean): void {
    if (this.#locked || this.#marked(cell) === on) return;
    const count = this.#cells.filter((one) => this.#marked(one)).length;
    if (on && count >= this.#most) {
      this.#count.textContent = `All ${this.#most} are marked: clear one first.`;
      return;
    }
    cell.setAttribute("aria-selected", String(on));
    this.#count.textContent = `${count + (on ? 1 : -1)} of ${this.#most} marked.`;
    this.#form.dispatchEvent(new Event("input"));
  }

  #key(event: KeyboardEvent): void {
    const cell = event.target as HTMLElement;
    const at = this.#cells.indexOf(cell);
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#side,
      ArrowUp: -this.#side,
    };
    const step = steps[event.key];
    const inRow = Math.abs(step ?? 0) !== 1 || Math.floor((at + step!) / this.#side) === Math.floor(at / this.#side);
    if (step !== undefined && inRow) this.#focus(this.#cells[at + step]);
    else if (event.key === "Home") this.#focus(this.#cells[at - (at % this.#side)]);
    else if (event.key === "End") this.#focus(this.#cells[at - (at % this.#side) + this.#side - 1]);
    else if (event.key === " " || event.key === "Enter") this.#mark(cell, !this.#marked(cell));
    else if (step === undefined) return;
    event.preventDefault();
  }
  #focus(cell: HTMLElement | undefined): void {
    if (!cell) return;
    for (const one of this.#cells) one.tabIndex = one === cell ? 0 : -1;
    cell.focus();
  }

  #down(event: PointerEvent): void {
    const cell = this.#at(event);
    if (!cell || this.#locked || !event.isPrimary) return;
    event.preventDefault();
    this.#painting = !this.#marked(cell);
    this.#mark(cell, this.#painting);
    this.#focus(cell);
  }
  #move(event: PointerEvent): void {
    const cell = this.#at(event);
    if (this.#painting !== undefined && cell) this.#mark(cell, this.#painting);
  }
  #at({ clientX, clientY }: PointerEvent): HTMLElement | undefined {
    const found = document.elementFromPoint(clientX, clientY);
    return this.#cells.find((cell) => cell === found);
  }
}
