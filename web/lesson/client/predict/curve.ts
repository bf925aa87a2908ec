// A curve drawn over a few places: each height is a slider, and the plot can be drawn on directly.

import { heightOf, sliderOf, tidy } from "../score.js";
import { path, svg } from "../svg.js";
import type { Field } from "./fields.js";

const size = { width: 480, height: 276, left: 46, right: 12, top: 30, bottom: 34 };
const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };

export class CurveField implements Field {
  readonly #form: HTMLFormElement;
  readonly #inputs: HTMLInputElement[];
  readonly #places: string[];
  readonly #range: { min: number; max: number };
  readonly #plot: SVGElement;
  readonly #given = svg("path", { class: "curve-given" });
  readonly #dots: SVGElement[];
  #touched = false;
  #locked = false;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#inputs = [...form.querySelectorAll<HTMLInputElement>('input[type="range"]')];
    this.#places = form.dataset.at!.split(",").map((place) => place.trim());
    this.#range = { min: Number(form.dataset.min), max: Number(form.dataset.max) };
    this.#dots = this.#inputs.map(() => svg("circle", { r: "5", class: "curve-dot" }));
    this.#plot = this.#build();
    form.querySelector(".curve-plot")!.append(this.#plot);
    for (const input of this.#inputs) {
      input.addEventListener("input", () => {
        this.#touched = true;
        this.#show();
      });
    }
    this.#plot.addEventListener("pointerdown", (event) => {
      this.#plot.setPointerCapture(event.pointerId);
      this.#draw(event);
    });
    this.#plot.addEventListener("pointermove", (event) => {
      if (event.buttons === 1) this.#draw(event);
    });
    this.#show();
  }

  value(): string {
    return this.#touched ? this.#inputs.map((input) => input.value).join(" ") : "";
  }
  accepts(value: string): boolean {
    const heights = value.split(" ");
    return (
      heights.length === this.#inputs.length &&
      heights.every((height) => height !== "" && Number(height) >= 0 && Number(height) <= 100)
    );
  }
  /** A height at each place, above 0: the axis is logarithmic. */
  answers(right: string): boolean {
    const heights = right.split(" ").map(Number);
    return heights.length === this.#inputs.length && heights.every((height) => Number.isFinite(height) && height > 0);
  }
  restore(value: string): void {
    this.#touched = true;
    for (const [i, height] of value.split(" ").entries()) if (this.#inputs[i]) this.#inputs[i].value = height;
    this.#show();
  }
  reset(): void {
    this.#touched = false;
    for (const input of this.#inputs) input.value = "50";
    this.#plot.querySelector(".curve-right")?.remove();
    this.#show();
  }
  reveal(right: string): void {
    const points = right.split(" ").map((height, i) => this.#point(i, sliderOf(Number(height), this.#range)));
    this.#plot.querySelector(".curve-right")?.remove();
    this.#plot.append(svg("path", { class: "curve-right", d: path(points) }));
  }
  lock(locked: boolean): void {
    this.#locked = locked;
  }

  #point(i: number, slider: number): [number, number] {
    const [first = 1, last = 1] = [Number(this.#places[0]), Number(this.#places.at(-1))];
    const across = Math.log(Number(this.#places[i]) / first) / Math.log(last / first);
    return [size.left + across * inner.width, size.top + (1 - slider / 100) * inner.height];
  }

  #show(): void {
    const points = this.#inputs.map((input, i) => this.#point(i, Number(input.value)));
    this.#given.setAttribute("d", path(points));
    for (const [i, input] of this.#inputs.entries()) {
      const [x, y] = points[i]!;
      this.#dots[i]!.setAttribute("cx", x.toFixed(1));
      this.#dots[i]!.setAttribute("cy", y.toFixed(1));
      const words = tidyHeight(heightOf(Number(input.value), this.#range));
      input.setAttribute("aria-valuetext", `${this.#form.dataset.up} ${words}`);
      input.parentElement!.querySelector("output")!.textContent = words;
    }
  }

  /** The nearest place takes the pointer's height. */
  #draw(event: PointerEvent): void {
    if (this.#locked) return;
    event.preventDefault();
    const box = this.#plot.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * size.width;
    const y = ((event.clientY - box.top) / box.height) * size.height;
    const gaps = this.#inputs.map((_, i) => Math.abs(this.#point(i, 0)[0] - x));
    const input = this.#inputs[gaps.indexOf(Math.min(...gaps))]!;
    input.value = String(Math.round(100 * (1 - (y - size.top) / inner.height)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #build(): SVGElement {
    const { across, up } = this.#form.dataset;
    const label = `${up} over ${across}, both axes logarithmic. The sliders below set the same heights.`;
    const plot = svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": label });
    const bottom = size.top + inner.height;
    for (const height of decades(this.#range)) {
      const y = this.#point(0, sliderOf(height, this.#range))[1];
      plot.append(svg("path", { class: "curve-line", d: `M${size.left} ${y}h${inner.width}` }));
      plot.append(text(size.left - 6, y + 4, tidyHeight(height), "end"));
    }
    for (const [i, place] of this.#places.entries())
      plot.append(text(this.#point(i, 0)[0], bottom + 18, place, "middle"));
    plot.append(text(size.left + inner.width, bottom + 32, across ?? "", "end"), text(0, 12, up ?? "", "start"));
    plot.append(this.#given, ...this.#dots);
    return plot;
  }
}

function text(x: number, y: number, words: string, anchor: string): SVGElement {
  const made = svg("text", { x: String(x), y: String(y), "text-anchor": anchor });
  made.textContent = words;
  return made;
}

function decades({ min, max }: { min: number; max: number }): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

const tidyHeight = (height: number) => (height >= 0.995 ? tidy(height) : String(Number(height.toPrecision(2))));
