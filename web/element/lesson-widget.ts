// <lesson-widget name="step-count">: one widget of the shared runtime at home in a page. This file is the element
// itself: what the page sees of it, when it loads, what it says when it cannot. What a loaded one does is figure.ts.

import { breathe } from "./breathe.js";
import type { Figure, Place } from "./figure.js";
import { LackingError } from "./loader.js";
import { recordedPicture } from "./recording.js";
import type { Runtime, RuntimeProvider } from "./runtime.js";
import type { Sharing } from "./sharing.js";
import { readState } from "./state.js";
import { dressView } from "./styles.js";
import { LessonError, type State } from "./types.js";
import { actionButton, buildView, showNotice, type View } from "./view.js";
import type { Nearness } from "./visibility.js";

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
  name: string;
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
  /** Back to the state the widget started with. */
  reset(): void;
}

type Status = "waiting" | "loading" | "ready" | "failed";

/** Properties that a script may have set before this code was there. */
const settable = ["name", "state"] as const;

export function defineElementClass(
  services: ElementServices,
): CustomElementConstructor & { new (): LessonWidgetElement } {
  return class LessonWidget extends HTMLElement implements LessonWidgetElement {
    static readonly observedAttributes = ["name", "label", "state", "theme"];

    readonly #view: View;
    #status: Status = "waiting";
    #figure: Figure | undefined;
    #wanted: State | undefined; // set before the widget was there, or kept over its disposal
    #visible = false;
    #disposal: ReturnType<typeof setTimeout> | undefined;
    #stopWaiting: (() => void) | undefined;
    #leaveSharing: (() => void) | undefined;
    #ready = withResolvers<LessonWidgetElement>();

    constructor() {
      super();
      this.#view = buildView(this.attachShadow({ mode: "open" }));
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
      return this.#figure ? this.#figure.state : { ...this.#wanted };
    }
    set state(given: State | string | null | undefined) {
      if (given === null || given === undefined) return;
      const state = readState(given);
      if (this.#figure) this.#figure.state = state;
      else this.#wanted = { ...this.#wanted, ...state };
    }
    describe(): string {
      return this.#figure?.describe() ?? "";
    }
    numbers(): string[][] {
      return this.#figure?.numbers() ?? [];
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
      this.#setStatus(this.#status); // a clone comes with its original's
      for (const property of settable) this.#upgrade(property);
      services.nearness.watch(this, {
        near: () => this.#load(),
        far: () => this.#figure?.release(),
        visible: (visible) => {
          this.#visible = visible;
          if (visible) this.#figure?.seen();
        },
      });
      if (this.#shares) this.#leaveSharing = services.sharing.join(this.id, () => this.#takeLink());
      this.#figure?.enter();
    }

    disconnectedCallback(): void {
      services.nearness.unwatch(this);
      this.#visible = false;
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
      if (attribute === "label") this.#figure?.label();
      if (attribute === "theme") this.#figure?.dress();
      if (attribute === "state" && value !== null) this.#attempt(() => (this.state = value));
    }

    /** A plain property would hide the element's own for good. */
    #upgrade(property: (typeof settable)[number]): void {
      if (!Object.hasOwn(this, property)) return;
      const value = this[property];
      delete (this as Partial<LessonWidgetElement>)[property];
      this.#attempt(() => Object.assign(this, { [property]: value }));
    }

    #renamed(): void {
      if (this.#figure) {
        this.#dispose();
        this.#wanted = undefined;
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
        runtime = await services.runtime.get(this);
        await breathe(); // all widgets that are near start now, each in a task of its own
        this.#start(runtime);
      } catch (error) {
        this.#fail(error, runtime === undefined || !(error instanceof LessonError));
      } finally {
        clearTimeout(slow);
      }
    }

    #start(runtime: Runtime): void {
      const figure = runtime.show(this.#place());
      this.#figure = figure;
      const wanted = this.#wanted;
      this.#wanted = undefined;
      if (wanted) this.#attempt(() => (figure.state = wanted));
      this.#takeLink();
      this.#view.notice.replaceChildren();
      this.#setStatus("ready");
      if (this.isConnected) figure.enter();
      else this.#disposeLater();
      figure.draw();
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
      this.dataset.status = status;
      this.#view.stage.classList.toggle("ready", status === "ready");
      this.#view.stage.classList.toggle("failed", status === "failed");
      this.#view.foot.hidden = status !== "ready";
    }

    // --- what goes wrong ---

    /** `again`: it may go better another time. */
    #fail(error: unknown, again = true): void {
      this.#setStatus("failed");
      const message = error instanceof LessonError ? error.message : "This figure stopped while starting.";
      const lacking = error instanceof LackingError;
      const retry = again ? actionButton("Try again", () => this.#load()) : undefined;
      showNotice(this.#view, message, lacking ? recordedPicture(this) : retry);
      if (again) this.#stopWaiting = services.runtime.onLoaded(() => this.#load());
      this.#ready.reject(error);
      this.#renewReady();
      this.#report(error, message);
    }

    /** Runs what the page or a link asked for; a refusal becomes an event and a remark, never a silent nothing. */
    #attempt(action: () => void): void {
      try {
        action();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#view.remark.textContent = `Not used: ${message}`;
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
