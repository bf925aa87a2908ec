// The widget of a notebook (https://anywidget.dev): small, since every one of them carries it. What is large comes from
// the kernel once for the page; the element then does all the work, and this passes on what both sides have to say.

import type { LessonWidgetElement } from "../../element/lesson-widget.js";
import type { State } from "../../element/types.js";
import type { FileSource } from "./files.js";
import { Kernel, kernelFile, type Model } from "./kernel.js";
import { key } from "./names.js";

interface Runtime {
  provide(source: FileSource): void;
}
type Page = { [key]?: Runtime | Promise<Runtime> };

/** The script that registers the element, from the kernel; once for all widgets of the page. */
function runtime(source: FileSource): Promise<Runtime> {
  const page = globalThis as Page;
  page[key] ??= bring(source).catch((error) => {
    delete page[key];
    throw error;
  });
  return Promise.resolve(page[key]);
}

async function bring(source: FileSource): Promise<Runtime> {
  const packed = new Response(await source("element.js")).body!.pipeThrough(new DecompressionStream("gzip"));
  const code = await new Response(packed).blob();
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

interface Files {
  [name: string]: number;
}
interface CaptureFile {
  name: string;
  size: number;
}
const say = (model: Model, what: Record<string, unknown>) => model.send({ kind: "event", ...what });

class View {
  readonly #model: Model;
  readonly #element: LessonWidgetElement;
  readonly #kernel: Kernel;
  readonly #ended = new AbortController();

  constructor(model: Model, kernel: Kernel, element: LessonWidgetElement) {
    this.#model = model;
    this.#kernel = kernel;
    this.#element = element;
    const { signal } = this.#ended;
    element.addEventListener("statechange", () => this.#tellState("statechange"), { signal });
    element.addEventListener("error", ({ message }) => say(model, { name: "error", message }), { signal });
    this.#follow("change:state", () => this.#takeState());
    this.#follow("change:_capture", () => void this.#open());
    for (const name of ["theme", "parts", "label"]) this.#follow(`change:${name}`, () => this.#dress());
    this.#dress();
  }

  async begin(): Promise<void> {
    await this.#element.ready;
    await this.#open();
    this.#watchWords();
    say(this.#model, { name: "ready" });
  }
  end(): void {
    this.#ended.abort();
    this.#kernel.close();
  }

  #follow(event: string, callback: () => void): void {
    this.#model.on(event, callback);
    this.#ended.signal.addEventListener("abort", () => this.#model.off(event, callback));
  }
  #dress(): void {
    for (const name of ["theme", "parts", "label"]) {
      const value = String(this.#model.get(name) ?? "");
      if (value) this.#element.setAttribute(name, value);
      else this.#element.removeAttribute(name);
    }
  }

  /** The kernel's capture, if it has one; then the state that it asks for, or a file would undo it. */
  async #open(): Promise<void> {
    const capture = this.#model.get("_capture") as CaptureFile | null;
    const { name, size } = capture ?? {};
    try {
      if (name && size) await this.#element.open(kernelFile(this.#kernel, "capture", name, size) as unknown as File);
    } catch (error) {
      say(this.#model, { name: "error", message: (error as Error).message });
    }
    this.#takeState();
    this.#tellState();
  }

  /** What differs from what is shown; what is refused is told and changes nothing. */
  #takeState(): void {
    const shown = this.#element.state;
    const wanted = Object.entries((this.#model.get("state") ?? {}) as State);
    const changes = Object.fromEntries(wanted.filter(([key, value]) => shown[key] !== value));
    if (Object.keys(changes).length === 0 || this.#element.status !== "ready") return;
    try {
      this.#element.state = changes;
    } catch (error) {
      say(this.#model, { name: "error", message: (error as Error).message });
    }
    this.#tellState();
  }
  #tellState(event?: string): void {
    const state = this.#element.state;
    if (JSON.stringify(state) !== JSON.stringify(this.#model.get("state"))) {
      this.#model.set("state", state);
      this.#model.save_changes();
    }
    if (event) say(this.#model, { name: event, state });
  }

  /** The element writes its words down when its picture has settled. */
  #watchWords(): void {
    const account = this.#element.shadowRoot!.getElementById("account")!;
    const tell = () => {
      const words = account.textContent ?? "";
      if (words === "" || words === this.#model.get("_words")) return;
      this.#model.set("_words", words);
      this.#model.set("_numbers", this.#element.numbers());
      this.#model.save_changes();
      say(this.#model, { name: "result", description: words, state: this.#element.state });
    };
    const watch = new MutationObserver(tell);
    watch.observe(account, { childList: true, characterData: true, subtree: true });
    this.#ended.signal.addEventListener("abort", () => watch.disconnect());
    tell();
  }
}

/** Shown until the widget is there: what the kernel drew, else words. */
function waiting(model: Model): Node[] {
  const words = document.createElement("p");
  words.textContent = "The kernel hands this figure its files when it is free.";
  const picture = model.get("_picture") as string;
  if (!picture) return [words];
  const image = document.createElement("img");
  image.src = picture;
  image.alt = (model.get("_words") as string) || words.textContent;
  image.style.maxWidth = "100%";
  return [image, words];
}

async function render({ model, el }: { model: Model; el: HTMLElement }): Promise<() => void> {
  const kernel = new Kernel(model);
  const sizes = model.get("_files") as Files;
  const source: FileSource = (name) => {
    const size = sizes[name];
    if (!size) return Promise.reject(new TypeError(`the package holds no ${name}`));
    return kernel.read(name, 0, size);
  };
  el.replaceChildren(...waiting(model));
  const ended = { view: undefined as View | undefined, now: false };
  void runtime(source)
    .then(({ provide }) => {
      if (ended.now) return;
      provide(source);
      const element = document.createElement("lesson-widget");
      element.name = model.get("name") as string;
      element.setAttribute("accept", ".safetensors");
      element.loading = "eager";
      element.append(...waiting(model));
      ended.view = new View(model, kernel, element);
      el.replaceChildren(element);
      return ended.view.begin();
    })
    .catch((error: Error) => {
      if (ended.now) return;
      say(model, { name: "error", message: error.message });
      if (!ended.view) el.append(`This figure could not be loaded: ${error.message}`);
    });
  return () => {
    ended.now = true;
    ended.view?.end();
    kernel.close();
  };
}

export default { render };
