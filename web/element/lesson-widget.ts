// <lesson-widget name="step-count">: one widget of the shared runtime at home in a page. This file is the element
// itself: what the page sees of it, when it loads, what it says when it cannot. What a loaded one does is figure.ts.

import { breathe } from "../dom/breathe.js";
import type { FileLike } from "./choose-file.js";
import type { Figure, Place } from "./figure.js";
import { LackingError, LostError } from "./loader.js";
import { recordedPicture } from "./recording.js";
import { flags, reflect, texts } from "./reflected.js";
import type { Runtime, RuntimeProvider } from "./runtime.js";
import type { Sharing } from "./sharing.js";
import { readState, serversObject } from "./state.js";
import { dressView } from "./styles.js";
import { LessonError, type State } from "./types.js";
import { actionButton, buildView, showNotice, type View } from "./view.js";
import { type Nearness, usualMargin } from "./visibility.js";
import type { WidgetName } from "./widgets.js";

/** What the element needs from its surroundings; injected in tests. */
export interface ElementServices {
  runtime: RuntimeProvider;
  sharing: Sharing;
  nearness: Nearness;
  /** Milliseconds a widget outside the page lives on, so that a move does not start it anew. */
  disposeAfter: number;
}

export interface LessonWidgetElement extends HTMLElement {
  /** The widget's id in the registry, e.g. "attention-quadrants". */
  name: WidgetName | (string & {});
  /** The parts of it to show, "map token"; "": all. `lesson-cli widgets --json` lists them. */
  parts: string;
  /** Its name for screen readers; "": the widget's title. */
  label: string;
  /** "light", "dark", or "": as the place where it stands. */
  theme: string;
  /** Folder of the package's runtime files, as the page sees it; "": the usual one. */
  assetPath: string;
  /** "eager": at once; else when it comes near the window. */
  loading: string;
  /** How far outside the window is near, as a CSS margin in px or %; "": one window's height above and below. */
  loadingMargin: string;
  /** Keeps its state in the page's address; needs an id. */
  share: boolean;
  /** Takes files dropped on it. */
  accept: string;
  /** Also a state for style sheets: `lesson-widget:state(ready)`. */
  readonly status: Status;
  /** Settles when the widget is there and drawn, or cannot be; asking for it loads the widget at once. */
  readonly ready: Promise<LessonWidgetElement>;
  /** The widget's state. Setting is all or nothing and throws on a value the widget refuses. */
  get state(): State;
  /** An object or its JSON; null and undefined, by which frameworks take a property back, change nothing. */
  set state(state: State | string | null | undefined);
  /** The text alternative of the present picture; "" before the widget is ready. */
  describe(): string;
  /** The numbers behind the present picture: a row of names, then rows of values; none before the widget is ready. */
  numbers(): string[][];
  /** Shows a file, as if the reader had chosen it: a capture in the quadrant viewer. Rejects with what the widget says. */
  open(file: FileLike): Promise<void>;
  /** Back to the state the widget started with. */
  reset(): void;
}

export type Status = "waiting" | "loading" | "ready" | "failed";

/** Properties that a script may have set before this code was there. */
const settable = [...Object.keys({ ...texts, ...flags }), "state"];

export function defineElementClass(
  services: ElementServices,
): CustomElementConstructor & { new (): LessonWidgetElement } {
  class LessonWidget extends HTMLElement implements LessonWidgetElement {
    static readonly observedAttributes = ["name", "parts", "label", "state", "theme", "loading", "loading-margin"];

    declare name: string;
    declare parts: string;
    declare label: string;
    declare theme: string;
    declare assetPath: string;
    declare loading: string;
    declare loadingMargin: string;
    declare share: boolean;
    declare accept: string;

    readonly #view: View;
    #status: Status = "waiting";
    #figure: Figure | undefined;
    #wanted: State | undefined; // set before the widget was there, or kept over its disposal
    #file: FileLike | undefined; // was on show before
    #unread = false; // the attribute holds what a server made of an object
    #refused = false; // the remark tells of a state that was not used
    readonly #states: CustomStateSet | undefined;
    #visible = false;
    #near = false; // or there is no telling
    #disposal: ReturnType<typeof setTimeout> | undefined;
    #stopWaiting: (() => void) | undefined;
    #leaveSharing: (() => void) | undefined;
    #ready = withResolvers<LessonWidgetElement>();

    constructor() {
      super();
      this.#states = this.attachInternals?.().states;
      this.#view = buildView(this.attachShadow({ mode: "open" }));
      this.#ready.promise.catch(() => {}); // nobody need listen
    }

    // --- the page's side ---

    get status(): Status {
      return this.#status;
    }
    get ready(): Promise<LessonWidgetElement> {
      this.#load();
      return this.#ready.promise;
    }
    get state(): State {
      return this.#figure ? this.#figure.state : { ...this.#wanted };
    }
    set state(given: State | string | null | undefined) {
      if (given === null || given === undefined) return;
      const state = readState(given);
      if (this.#figure) this.#figure.state = state;
      else this.#wanted = { ...this.#wanted, ...state };
      this.#unread = false;
      if (this.#refused) this.#view.remark.textContent = "";
      this.#refused = false;
    }
    describe(): string {
      return this.#figure?.describe() ?? "";
    }
    numbers(): string[][] {
      return this.#figure?.numbers() ?? [];
    }
    async open(file: FileLike): Promise<void> {
      await this.ready;
      await this.#figure?.open(file);
    }
    override focus(options?: FocusOptions): void {
      this.#view.canvas.focus(options);
    }
    reset(): void {
      if (this.#figure) this.#figure.reset();
      else this.#wanted = undefined;
    }

    // --- life ---

    connectedCallback(): void {
      clearTimeout(this.#disposal);
      this.#tell(this.#status);
      for (const property of settable) this.#upgrade(property);
      this.#watch();
      if (this.loading === "eager") queueMicrotask(() => this.#load()); // once the page's scripts have said all they say
      if (this.#shares) this.#leaveSharing = services.sharing.join(this.id, () => this.#takeLink());
      this.#figure?.enter();
    }

    #watch(): void {
      const listener = {
        near: () => {
          if (!this.#near) this.#figure?.draw(); // it gave its pixels back
          this.#near = true;
          this.#load();
        },
        far: () => {
          this.#near = false;
          this.#figure?.release();
        },
        visible: (visible: boolean) => {
          this.#visible = visible;
          if (visible) this.#figure?.seen();
        },
      };
      try {
        services.nearness.watch(this, listener, this.loadingMargin || usualMargin);
      } catch {
        services.nearness.watch(this, listener);
        this.#attempt(() => {
          throw new LessonError(
            `loading-margin: expected lengths in px or %, like "600px 0px"; got "${this.loadingMargin}".`,
          );
        });
      }
    }

    disconnectedCallback(): void {
      services.nearness.unwatch(this);
      this.#visible = this.#near = false;
      this.#stopWaiting?.();
      this.#leaveSharing?.();
      this.#figure?.leave();
      this.#disposeLater();
    }

    /** Style sheets belong to one document. */
    adoptedCallback(): void {
      dressView(this.shadowRoot!);
    }

    attributeChangedCallback(attribute: string, before: string | null, value: string | null): void {
      if (before === value) return;
      if (attribute === "name") this.#renamed();
      if (attribute === "parts") this.#showParts();
      if (attribute === "label") this.#figure?.label();
      if (attribute === "theme") this.#figure?.dress();
      if (attribute === "loading" && value === "eager" && this.isConnected) this.#load();
      if (attribute === "loading-margin" && this.isConnected) this.#watch();
      if (attribute === "state" && value !== null) this.#readState(value);
    }

    /** What a server made of an object is no state; the object itself comes when the page's framework wakes up. */
    #readState(text: string): void {
      this.#unread = text === serversObject;
      if (!this.#unread) this.#refused = !this.#attempt(() => (this.state = text));
    }

    /** A plain property would hide the element's own for good. */
    #upgrade(property: string): void {
      if (!Object.hasOwn(this, property)) return;
      const own = this as unknown as Record<string, unknown>;
      const value = own[property];
      delete own[property];
      this.#attempt(() => Object.assign(this, { [property]: value }));
    }

    /** What there is none of is said, and the figure stays as it is. */
    #showParts(): void {
      const figure = this.#figure;
      if (figure) this.#attempt(() => figure.showParts(this.parts));
    }

    #renamed(): void {
      if (this.#figure) {
        this.#dispose();
        this.#wanted = this.#file = undefined;
      } else if (this.#status !== "failed") return; // is still to start, and will under this name
      this.#load();
    }

    // --- loading ---

    async #load(): Promise<void> {
      if (this.#status === "loading" || this.#status === "ready") return;
      this.#stopWaiting?.();
      this.#setStatus("loading");
      const slow = setTimeout(() => this.#status === "loading" && showNotice(this.#view, "Loading…"), 400);
      let runtime: Runtime | undefined;
      try {
        // Not at once: an element that was there before its code begins while that is still being read.
        await Promise.resolve();
        runtime = await services.runtime.get(this);
        await runtime.drawable();
        await breathe(); // all widgets that are near start now, each in a task of its own
        this.#start(runtime);
      } catch (error) {
        this.#fail(error, runtime === undefined || !(error instanceof LessonError) || error instanceof LostError);
      } finally {
        clearTimeout(slow);
      }
    }

    #start(runtime: Runtime): void {
      const figure = runtime.show(this.#place());
      this.#figure = figure;
      if (this.parts) this.#showParts();
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (this.#file) this.#reopen(figure, this.#file, wanted);
      if (wanted) this.#refused = !this.#attempt(() => (figure.state = wanted));
      if (this.#unread) this.#refused = !this.#attempt(() => readState(serversObject));
      this.#takeLink();
      this.#view.notice.replaceChildren();
      this.#setStatus("ready");
      if (this.isConnected) figure.enter();
      else this.#disposeLater();
      figure.draw();
      if (!this.#near) figure.release(); // it was loaded for what it says; its height is known now
      performance.mark(`lesson-widget:${this.id || this.name}:ready`);
      this.#ready.resolve(this);
    }

    #place(): Place {
      return {
        element: this,
        view: this.#view,
        visible: () => this.#visible,
        sharing: () => (this.#shares ? services.sharing : undefined),
        attempt: (action) => this.#attempt(action),
        report: (error, message) => this.#report(error, message),
        broken: (error) => {
          this.#dispose();
          this.#fail(error);
        },
      };
    }

    /** What its file put in place comes first, then the state that it was in. */
    async #reopen(figure: Figure, file: FileLike, state: State | undefined): Promise<void> {
      this.#file = undefined;
      try {
        await figure.open(file);
        if (state && figure === this.#figure) figure.state = state;
      } catch (error) {
        this.#attempt(() => {
          throw error;
        });
      }
    }

    get #shares(): boolean {
      return this.id !== "" && this.hasAttribute("share");
    }

    /** Puts on the state the address bar holds for this widget; what the widget refuses is said, not hidden. */
    #takeLink(): void {
      const figure = this.#figure;
      const linked = this.#shares ? services.sharing.linked(this.id) : undefined;
      if (figure && linked) this.#attempt(() => figure.takeLink(linked));
    }

    #disposeLater(): void {
      clearTimeout(this.#disposal);
      this.#disposal = setTimeout(() => this.#dispose(), services.disposeAfter);
    }

    #dispose(): void {
      if (!this.#figure) return;
      this.#file = this.#figure.file;
      this.#wanted = this.#figure.end();
      this.#figure = undefined;
      this.#renewReady();
      this.#setStatus("waiting");
    }

    #renewReady(): void {
      this.#ready = withResolvers<LessonWidgetElement>();
      this.#ready.promise.catch(() => {}); // nobody need listen
    }

    #setStatus(status: Status): void {
      this.#status = status;
      this.#tell(status);
      this.#view.stage.classList.toggle("ready", status === "ready");
      this.#view.stage.classList.toggle("failed", status === "failed");
      this.#view.foot.hidden = status !== "ready";
    }

    /** Not in an attribute: that would be another page than the one that a framework has written on its server. */
    #tell(status: Status): void {
      try {
        for (const one of ["waiting", "loading", "ready", "failed"]) this.#states!.delete(one);
        this.#states!.add(status);
      } catch {
        this.dataset.status = status; // a browser without such states
      }
    }

    // --- what goes wrong ---

    /** `again`: it may go better another time. */
    #fail(error: unknown, again = true): void {
      this.#setStatus("failed");
      const message = error instanceof LessonError ? error.message : "This figure stopped while starting.";
      const lacking = error instanceof LackingError;
      const retry = again && !lacking ? actionButton("Try again", () => this.#load()) : undefined;
      const picture = lacking || error instanceof LostError ? recordedPicture(this) : undefined;
      showNotice(this.#view, message, retry, picture);
      if (again) this.#stopWaiting = services.runtime.onLoaded(() => this.#load());
      this.#ready.reject(error);
      this.#renewReady();
      this.#report(error, message);
    }

    /** Runs what the page or a link asked for; a refusal becomes an event and a remark, never a silent nothing. */
    #attempt(action: () => void): boolean {
      try {
        action();
        return true;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#view.remark.textContent = `Not used: ${message}`;
        this.#report(error, message);
        return false;
      }
    }

    #report(error: unknown, message: string): void {
      this.dispatchEvent(new ErrorEvent("error", { error, message }));
    }
  }
  reflect(LessonWidget.prototype);
  return LessonWidget;
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
