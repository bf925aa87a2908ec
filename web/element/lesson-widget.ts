// <lesson-widget name="step-count">: one widget of the shared runtime at home in a page. This file composes;
// loading, drawing, input, overlay, links and theme live in modules of their own.

import type { Border, PointerKind } from "./border.js";
import { breathe } from "./breathe.js";
import type { Surface } from "./host.js";
import { Input, type InputPort } from "./input.js";
import { LackingError } from "./loader.js";
import { Overlay } from "./overlay/overlay.js";
import { recordedPicture } from "./recording.js";
import type { Runtime, RuntimeProvider } from "./runtime.js";
import type { Sharing, WidgetLink } from "./sharing.js";
import { CanvasSurface } from "./surface.js";
import { parseCsv, saveNumbers, savePicture } from "./takeaway.js";
import { Frame, LessonError, type Size, type State, type Verb } from "./types.js";
import { actionButton, buildView, fillTable, openForPaper, showNotice, type View } from "./view.js";
import type { Nearness } from "./visibility.js";

/** What the element needs from its surroundings; injected in tests. */
export interface ElementServices {
  runtime: RuntimeProvider;
  sharing: Sharing;
  nearness: Nearness;
  /** Milliseconds a widget removed from the page lives on, so that a move does not start it anew. */
  disposeAfter: number;
}

export interface LessonWidgetElement extends HTMLElement {
  /** The widget's id in the registry, e.g. "attention-quadrants". */
  name: string;
  /** Settles when the widget is there and drawn, or cannot be; asking for it loads the widget at once. */
  readonly ready: Promise<LessonWidgetElement>;
  /** The widget's state. Setting is all or nothing and throws on a value the widget refuses. */
  state: State;
  /** The text alternative of the present picture; "" before the widget is ready. */
  describe(): string;
  /** The numbers behind the present picture: a row of names, then rows of values; none before the widget is ready. */
  numbers(): string[][];
  /** Back to the state the widget started with. */
  reset(): void;
}

/** Detail of the event `result`. */
export interface WidgetResult {
  state: State;
  /** What the picture shows, in words and numbers. */
  description: string;
}

type Status = "waiting" | "loading" | "ready" | "failed";

/** The widget behind an element that is ready. */
interface Live {
  runtime: Runtime;
  border: Border;
  widget: number;
  first: State;
  surface: Surface;
}

export function defineElementClass(
  services: ElementServices,
): CustomElementConstructor & { new (): LessonWidgetElement } {
  return class LessonWidget extends HTMLElement implements LessonWidgetElement {
    static readonly observedAttributes = ["name", "label", "state", "theme"];

    readonly #view: View;
    readonly #surface: CanvasSurface;
    readonly #overlay: Overlay;
    readonly #input: Input;
    readonly #resizes: ResizeObserver;
    #status: Status = "waiting";
    #live: Live | undefined;
    #wanted: State | undefined; // set before the widget was there, or kept over its disposal
    #visible = false;
    #working = false; // draws itself again, since it moves or has not computed everything yet
    #disposal: ReturnType<typeof setTimeout> | undefined;
    #stopWaiting: (() => void) | undefined;
    #leaveSharing: (() => void) | undefined;
    #ready = withResolvers<LessonWidgetElement>();
    readonly #print: (event: Event) => void;
    #afterPrint: (() => void) | undefined;

    constructor() {
      super();
      this.#view = buildView(this.attachShadow({ mode: "open" }));
      this.#surface = new CanvasSurface(this.#view.stage, this.#view.canvas);
      this.#overlay = new Overlay(this.#view.overlay, (id, verb, value) => this.#ask(id, verb, value));
      this.#input = new Input(this.#view.stage, this.#view.canvas, this.#surface, () => this.#port());
      this.#input.afterPress = () => this.#overlay.resync();
      this.#resizes = new ResizeObserver((entries) => {
        if (this.#surface.resized(entries[0])) this.#wake();
      });
      this.#view.details.addEventListener("toggle", () => this.#afterPrint || this.#tell());
      this.#print = (event: Event) => this.#printing(event.type === "beforeprint");
      this.#acceptFiles();
      this.#ready.promise.catch(() => {}); // nobody need listen
    }

    // --- the page's side ---

    get name(): string {
      return this.getAttribute("name") ?? "";
    }
    set name(value: string) {
      this.setAttribute("name", value);
    }
    get ready(): Promise<LessonWidgetElement> {
      this.#load();
      return this.#ready.promise;
    }
    get state(): State {
      return this.#live ? this.#live.border.state(this.#live.widget) : { ...this.#wanted };
    }
    set state(state: State) {
      if (!this.#live) {
        this.#wanted = { ...this.#wanted, ...state };
        return;
      }
      this.#live.border.setState(this.#live.widget, state);
      this.#wake();
    }
    describe(): string {
      return this.#live ? this.#live.border.describe(this.#live.widget) : "";
    }
    numbers(): string[][] {
      return this.#live ? parseCsv(this.#live.border.csv(this.#live.widget)) : [];
    }
    override focus(options?: FocusOptions): void {
      this.#view.canvas.focus(options);
    }
    reset(): void {
      if (!this.#live) this.#wanted = undefined;
      else this.state = this.#live.first;
    }

    // --- life ---

    connectedCallback(): void {
      clearTimeout(this.#disposal);
      services.nearness.watch(this, {
        near: () => this.#load(),
        far: () => this.#surface.release(),
        visible: (visible) => this.#setVisible(visible),
      });
      try {
        this.#resizes.observe(this.#view.stage, { box: "device-pixel-content-box" });
      } catch {
        this.#resizes.observe(this.#view.stage); // Safari rounds for itself
      }
      if (this.#shares) this.#leaveSharing = services.sharing.join(this.id, () => this.#takeLink());
      if (this.#live) this.#live.runtime.host.add(this.#live.surface);
      for (const type of ["beforeprint", "afterprint"]) window.addEventListener(type, this.#print);
    }

    disconnectedCallback(): void {
      services.nearness.unwatch(this);
      for (const type of ["beforeprint", "afterprint"]) window.removeEventListener(type, this.#print);
      this.#resizes.disconnect();
      this.#stopWaiting?.();
      this.#leaveSharing?.();
      this.#live?.runtime.host.remove(this.#live.surface);
      this.#disposal = setTimeout(() => this.#dispose(), services.disposeAfter);
    }

    attributeChangedCallback(attribute: string, before: string | null, value: string | null): void {
      if (before === value) return;
      if (attribute === "name" && this.#live) this.#restart();
      if (attribute === "label" && this.#live) this.#nameCanvas();
      if (attribute === "theme") this.#live?.runtime.refreshTheme(this);
      if (attribute === "state" && value !== null) this.#attempt(() => this.#takeState(value));
    }

    #takeState(json: string): void {
      let state: unknown;
      try {
        state = JSON.parse(json);
      } catch (cause) {
        throw new LessonError(`The attribute state is not JSON: ${(cause as Error).message}`);
      }
      if (typeof state !== "object" || state === null || Array.isArray(state)) {
        throw new LessonError('The attribute state must be a JSON object, like {"steps": 10}.');
      }
      this.state = state as State;
    }

    async #load(): Promise<void> {
      if (this.#status === "loading" || this.#status === "ready") return;
      this.#stopWaiting?.();
      this.#setStatus("loading");
      const slow = setTimeout(() => this.#status === "loading" && showNotice(this.#view, "Loading…"), 400);
      try {
        const runtime = await services.runtime.get(this);
        await breathe(); // all widgets that are near start now, each in a task of its own
        this.#start(runtime);
      } catch (error) {
        this.#fail(error);
      } finally {
        clearTimeout(slow);
      }
    }

    #start(runtime: Runtime): void {
      const { border, host } = runtime;
      const widget = border.create(this.name);
      const surface = this.#makeSurface(widget);
      this.#live = { runtime, border, widget, first: border.state(widget), surface };
      this.#nameCanvas();
      this.#attempt(() => this.#wanted && border.setState(widget, this.#wanted));
      this.#wanted = undefined;
      this.#takeLink();
      this.#view.notice.replaceChildren();
      this.#setStatus("ready");
      if (this.isConnected) host.add(surface);
      host.drawNow(surface);
      this.#tellSoon();
      performance.mark(`lesson-widget:${this.id || this.name}:ready`);
      this.#ready.resolve(this);
    }

    /** Puts on the state the address bar holds for this widget; what the widget refuses is said, not hidden. */
    #takeLink(): void {
      const live = this.#live;
      const linked = this.#shares ? services.sharing.linked(this.id) : undefined;
      if (!live || !linked) return;
      this.#attempt(() => live.border.setLink(live.widget, linked));
      this.#wake();
    }

    #fail(error: unknown): void {
      this.#setStatus("failed");
      const message = error instanceof LessonError ? error.message : "This figure stopped while starting.";
      const lacking = error instanceof LackingError;
      const instead = lacking ? recordedPicture(this) : actionButton("Try again", () => this.#load());
      showNotice(this.#view, message, instead);
      this.#stopWaiting = services.runtime.onLoaded(() => this.#load());
      this.#ready.reject(error);
      this.#renewReady();
      this.#report(error, message);
    }

    #restart(): void {
      this.#dispose();
      this.#wanted = undefined;
      this.#load();
    }

    #dispose(): void {
      const live = this.#live;
      if (!live) return;
      this.#wanted = { ...this.state };
      live.runtime.host.remove(live.surface);
      live.border.destroy(live.widget);
      this.#live = undefined;
      this.#overlay.clear();
      this.#surface.release();
      this.#renewReady();
      this.#setStatus("waiting");
    }

    #renewReady(): void {
      this.#ready = withResolvers<LessonWidgetElement>();
      this.#ready.promise.catch(() => {}); // nobody need listen
    }

    // --- drawing ---

    #makeSurface(widget: number): Surface {
      const isVisible = () => this.#visible && this.isConnected;
      return {
        widget,
        get visible() {
          return isVisible();
        },
        measure: () => this.#surface.measure(),
        setHeight: (height: number) => this.#surface.setHeight(height),
        present: (source: CanvasImageSource, size: Size) => this.#surface.present(source, size),
        framed: (flags: number) => this.#framed(flags),
      };
    }

    #framed(flags: number): void {
      const live = this.#live!;
      this.#working = (flags & Frame.again) !== 0;
      if (flags & Frame.semanticsChanged) this.#overlay.update(live.border.semantics(live.widget));
      else this.#overlay.confirm();
      this.#input.sync();
      if (flags & Frame.exportAsked) for (const what of live.border.exports(live.widget)) this.#takeAway(what);
      if (flags & Frame.stateChanged) this.#stateChanged();
      else if (flags & Frame.semanticsChanged) this.#tellSoon();
    }

    #stateChanged(): void {
      const state = this.state;
      if (this.#shares) services.sharing.changed(this.id, this.#link());
      this.#tellSoon();
      this.#changed = true;
      this.dispatchEvent(new CustomEvent("statechange", { bubbles: true, detail: { state } }));
    }

    #wake(): void {
      if (this.#live) this.#live.runtime.host.wake(this.#live.surface);
    }

    #setVisible(visible: boolean): void {
      this.#visible = visible;
      if (!visible) return;
      this.#wake();
      this.#tellSoon();
    }

    #setStatus(status: Status): void {
      this.#status = status;
      this.dataset.status = status;
      this.#view.stage.classList.toggle("ready", status === "ready");
      this.#view.stage.classList.toggle("failed", status === "failed");
      this.#view.foot.hidden = status !== "ready";
    }

    // --- input ---

    #port(): InputPort | undefined {
      const live = this.#live;
      if (!live) return undefined;
      const { border, widget } = live;
      const waking = <T>(answer: T): T => {
        this.#wake();
        return answer;
      };
      return {
        pointer: (kind: PointerKind, x, y, button, touch) =>
          waking(border.pointer(widget, kind, x, y, button, touch)),
        wheel: (x, y, dx, dy) => waking(border.wheel(widget, x, y, dx, dy, false)),
        key: (key, down, mods) => waking(border.key(widget, key, down, mods)),
        focus: (focused) => waking(border.focus(widget, focused)),
        entered: () => border.entered(widget),
        cursor: () => border.cursor(widget),
      };
    }

    #ask(id: string, verb: Verb, value?: string): void {
      this.#live?.border.act(this.#live.widget, id, verb, value);
      this.#wake();
    }

    #acceptFiles(): void {
      const { stage } = this.#view;
      stage.addEventListener("dragover", (event) => {
        if (this.hasAttribute("accept") && event.dataTransfer?.types.includes("Files")) event.preventDefault();
      });
      stage.addEventListener("drop", (event) => {
        const file = event.dataTransfer?.files[0];
        if (!file || !this.hasAttribute("accept")) return;
        event.preventDefault();
        this.#open(file);
      });
    }

    async #open(file: File): Promise<void> {
      const bytes = new Uint8Array(await file.arrayBuffer());
      this.#attempt(() => this.#live?.border.openFile(this.#live.widget, file.name, bytes));
      this.#wake();
    }

    // --- words and things to take away ---

    get #shares(): boolean {
      return this.id !== "" && this.hasAttribute("share");
    }

    #link(): WidgetLink {
      const { border, widget } = this.#live!;
      try {
        const link = border.link(widget);
        return link.includes("=") ? link : "";
      } catch {
        return undefined;
      }
    }

    #nameCanvas(): void {
      const info = this.#live?.border.widgets().find((one) => one.id === this.name);
      this.#view.canvas.setAttribute("aria-label", this.getAttribute("label") ?? info?.title ?? this.name);
    }

    #changed = false; // by the reader, since it was ready
    #telling: ReturnType<typeof setTimeout> | undefined;
    /** Not while the widget still works, or to describe it would mean to finish all of that at once. */
    #tellSoon(): void {
      clearTimeout(this.#telling);
      this.#telling = setTimeout(() => {
        if (!this.#working) this.#tell();
        else if (this.#visible) this.#tellSoon(); // off screen nothing goes on; coming into view asks again
      }, 300);
    }
    /** Brings the text alternative, and the table while it is open, up to date. */
    #tell(): void {
      const live = this.#live;
      if (!live) return;
      const before = this.#view.account.textContent;
      const description = live.border.describe(live.widget);
      this.#view.account.textContent = description;
      // The first words tell how it begins; they are news only if the reader was quicker.
      if (before !== description && (before || this.#changed)) this.#announce(description);
      if (this.#view.details.open) fillTable(this.#view.tableBox, parseCsv(live.border.csv(live.widget)));
    }

    #printing(begins: boolean): void {
      this.#afterPrint?.();
      this.#afterPrint = undefined;
      if (!begins || !this.#live) return;
      this.#afterPrint = openForPaper(this.#view, this.describe(), this.numbers());
    }

    /** For courses that record what a learner has found: the picture has settled into something else. */
    #announce(description: string): void {
      const detail: WidgetResult = { state: this.state, description };
      this.dispatchEvent(new CustomEvent("result", { bubbles: true, detail }));
    }

    #takeAway(what: "png" | "csv" | "link"): void {
      const live = this.#live!;
      const name = this.id || this.name;
      if (what === "png") savePicture(this.#view.canvas, name).catch((error) => this.#report(error, error.message));
      if (what === "csv") saveNumbers(live.border.csv(live.widget), name);
      if (what === "link") this.#copyLink();
    }

    async #copyLink(): Promise<void> {
      const link = services.sharing.linkTo(this.id, this.#link());
      if (link === undefined)
        return this.#remark("This state is too long for a link. Save the picture or the numbers instead.");
      try {
        await navigator.clipboard.writeText(link);
        this.#remark("Link copied.");
      } catch {
        this.#remark(`Copy this link: ${link}`);
      }
    }

    #remark(text: string): void {
      this.#view.remark.textContent = text;
    }

    /** Runs what the page or a link asked for; a refusal becomes an event and a remark, never a silent nothing. */
    #attempt(action: () => void): void {
      try {
        action();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#remark(`Not used: ${message}`);
        this.#report(error, message);
      }
    }

    #report(error: unknown, message: string): void {
      this.dispatchEvent(new ErrorEvent("error", { error, message }));
    }
  };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
