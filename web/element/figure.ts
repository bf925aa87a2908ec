// A widget at work in its element: its picture, its controls, the learner's input, and what it tells the page.
// Loaded together with the module, so that a page pays for none of this before a widget is near.

import { Account, announceFor } from "./account.js";
import type { Border, PointerKind } from "./border.js";
import { chooseFile, droppedFile, type FileLike } from "./choose-file.js";
import type { Dressing } from "./dressing.js";
import { FileFeed } from "./file-feed.js";
import { Fit } from "./fit.js";
import type { Host, Surface } from "./host.js";
import { Input, type InputPort } from "./input.js";
import { readings } from "./link.js";
import { Overlay } from "./overlay/overlay.js";
import { asPixmap, isPicture } from "./picture-file.js";
import type { Sharing, WidgetLink } from "./sharing.js";
import { CanvasSurface } from "./surface.js";
import { parseCsv, takeAway } from "./takeaway.js";
import { watchPalette } from "./theme.js";
import { Frame, type State, type Verb, type Wanted } from "./types.js";
import type { View } from "./view.js";

/** What the figures of a page share. */
export interface Shared {
  readonly border: Border;
  readonly host: Host;
  readonly dressing: Dressing;
  /** A widget is gone: what it had the model do is stopped. */
  left(widget: number): void;
}

/** The element that a figure works in. */
export interface Place {
  readonly element: HTMLElement & { readonly name: string };
  readonly view: View;
  visible(): boolean;
  /** The address bar; undefined where the element does not share its state. */
  sharing(): Sharing | undefined;
  /** Runs what may be refused, and says so if it is. */
  attempt(action: () => void): void;
  report(error: unknown, message: string): void;
  /** The module has stopped for good. */
  broken(error: unknown): void;
}

export class Figure {
  readonly #shared: Shared;
  readonly #place: Place;
  readonly #widget: number;
  readonly #first: State;
  readonly #canvas: CanvasSurface;
  readonly #overlay: Overlay;
  readonly #input: Input;
  readonly #account: Account;
  readonly #surface: Surface;
  readonly #resizes: ResizeObserver;
  readonly #ended = new AbortController();
  readonly #feed: FileFeed;
  #kept: State; // the newest: of a module that has stopped nothing can be asked any more
  #working = false; // draws itself again, since it moves or has not computed everything yet

  /** Throws where there is no widget of the element's name. */
  constructor(shared: Shared, place: Place) {
    const { view } = place;
    this.#shared = shared;
    this.#place = place;
    this.#widget = shared.border.create(place.element.name);
    this.#first = this.#kept = this.state;
    this.#feed = new FileFeed(shared.border, this.#widget, () => this.#wake());
    this.#canvas = new CanvasSurface(view.stage, view.canvas, view.overlay);
    this.#overlay = new Overlay(
      view.overlay,
      (id, verb, value) => this.#ask(id, verb, value),
      (id) => this.#focus(id),
    );
    this.#input = new Input(view.stage, view.canvas, this.#canvas, this.#port(), this.#ended.signal);
    this.#input.afterPress = () => this.#overlay.resync();
    this.#input.answerNow = () => this.#answerNow();
    this.#account = new Account(view, this, announceFor(place.element, this), this.#ended.signal);
    this.#surface = this.#makeSurface();
    this.#resizes = new ResizeObserver((entries) => {
      if (this.#canvas.resized(entries[0])) this.#wake();
    });
    this.#acceptFiles();
    new Fit(place.element, view, this.#ended.signal);
    watchPalette(
      view.palette,
      () => {
        shared.dressing.renew();
        shared.host.dressAll();
      },
      this.#ended.signal,
    );
    this.label();
    this.dress();
  }

  // --- what the element asks ---

  get state(): State {
    return this.#shared.border.state(this.#widget);
  }
  set state(state: State) {
    this.#shared.border.setState(this.#widget, state);
    this.#kept = this.state;
    this.#wake();
  }
  /** The file on show, if there is one. */
  get file(): FileLike | undefined {
    return this.#feed.file;
  }
  describe(): string {
    return this.#shared.border.describe(this.#widget);
  }
  numbers(): string[][] {
    return parseCsv(this.#shared.border.csv(this.#widget));
  }
  reset(): void {
    this.state = this.#first;
  }
  /** A link's text, which may have been mangled on its way; throws what the widget says of it. */
  takeLink(link: string): void {
    const problems: unknown[] = [];
    for (const text of readings(link)) {
      try {
        this.#shared.border.setLink(this.#widget, text);
        this.#wake();
        return;
      } catch (error) {
        problems.push(error);
      }
    }
    throw problems[0];
  }
  /** Shows these parts of the widget alone, "map token"; "": all. Throws with the parts there are. */
  showParts(parts: string): void {
    this.#shared.border.showParts(this.#widget, parts);
    this.#wake();
  }
  label(): void {
    const { element, view } = this.#place;
    const info = this.#shared.border.widgets().find((one) => one.id === element.name);
    view.canvas.setAttribute("aria-label", element.getAttribute("label") ?? info?.title ?? element.name);
  }
  /** Puts on the colours of where it stands. */
  dress(): void {
    const { element, view } = this.#place;
    const { dressing } = this.#shared;
    const changed = dressing.dress(this.#widget, element, view);
    if (this.#canvas.wear(dressing.textSize) || changed) this.#wake();
  }
  draw(): void {
    this.#shared.host.drawNow(this.#surface);
    this.#account.soon();
  }
  release(): void {
    this.#canvas.release();
  }
  seen(): void {
    this.dress(); // out of sight, colours change unheard
    this.#wake();
    this.#account.soon();
  }

  // --- life ---

  /** The element stands in a document. */
  enter(): void {
    try {
      this.#resizes.observe(this.#place.view.stage, { box: "device-pixel-content-box" });
    } catch {
      this.#resizes.observe(this.#place.view.stage); // Safari rounds for itself
    }
    this.dress();
    this.#shared.host.add(this.#surface);
    this.#account.listen();
  }
  leave(): void {
    this.#resizes.disconnect();
    this.#shared.host.remove(this.#surface);
    this.#account.unlisten();
  }
  /** Gives everything back; the state to start again with. */
  end(): State {
    this.leave();
    this.#ended.abort();
    this.#feed.end();
    this.#shared.dressing.forget(this.#widget);
    try {
      this.#kept = this.state;
      this.#shared.left(this.#widget);
      this.#shared.border.destroy(this.#widget);
    } catch {
      // a module that has stopped answers no more
    }
    this.#overlay.clear();
    this.#canvas.release();
    return this.#kept;
  }

  // --- drawing ---

  #makeSurface(): Surface {
    const { element, visible, broken } = this.#place;
    return {
      widget: this.#widget,
      get visible() {
        return visible() && element.isConnected;
      },
      measure: () => this.#canvas.measure(),
      setHeight: (height) => this.#canvas.setHeight(height),
      present: (source, size) => this.#canvas.present(source, size),
      framed: (flags) => this.#framed(flags),
      dress: () => this.dress(),
      broken,
    };
  }

  #framed(flags: number): void {
    const { border } = this.#shared;
    this.#working = (flags & Frame.again) !== 0;
    if (flags & Frame.semanticsChanged) this.#overlay.update(border.semantics(this.#widget));
    else this.#overlay.confirm();
    this.#input.sync();
    if (flags & Frame.exportAsked) for (const what of border.exports(this.#widget)) this.#answer(what);
    if (flags & Frame.stateChanged) this.#stateChanged();
    else if (flags & Frame.semanticsChanged) this.#account.soon();
    this.#feed.feed();
  }

  #stateChanged(): void {
    const { element, sharing } = this.#place;
    const state = this.state;
    this.#kept = state;
    sharing()?.changed(element.id, this.#link());
    this.#account.changed();
    element.dispatchEvent(new CustomEvent("statechange", { bubbles: true, composed: true, detail: { state } }));
  }

  #wake(): void {
    this.#shared.host.wake(this.#surface);
  }

  /** Still has something to compute or to show: to describe it now would mean to finish all of that at once. */
  get working(): boolean {
    return this.#working;
  }
  get visible(): boolean {
    return this.#place.visible();
  }

  // --- input ---

  #port(): InputPort {
    const { border } = this.#shared;
    const widget = this.#widget;
    const waking = <T>(answer: T): T => {
      this.#wake();
      return answer;
    };
    return {
      pointer: (kind: PointerKind, x, y, button, touch) => waking(border.pointer(widget, kind, x, y, button, touch)),
      wheel: (x, y, dx, dy) => waking(border.wheel(widget, x, y, dx, dy, false)),
      key: (key, down, mods) => waking(border.key(widget, key, down, mods)),
      focus: (focused) => waking(border.focus(widget, focused)),
      entered: () => border.entered(widget),
      cursor: () => border.cursor(widget),
    };
  }

  #ask(id: string, verb: Verb, value?: string): void {
    this.#shared.border.act(this.#widget, id, verb, value);
    this.#wake();
    if (verb === "press") this.#answerNow();
  }

  #focus(id: string): void {
    if (this.#ended.signal.aborted) return; // what is taken away lets go of the keyboard
    this.#shared.border.focusControl(this.#widget, id);
    this.#wake();
  }

  /** File dialogue and clipboard open in the press itself, or not at all: what it asks for is not left to a frame. */
  #answerNow(): void {
    for (let frames = 0; frames < 3 && this.#shared.border.dirty(this.#widget); frames++)
      this.#shared.host.drawNow(this.#surface);
  }

  #acceptFiles(): void {
    const { element, view } = this.#place;
    const { signal } = this.#ended;
    const takes = (event: DragEvent) => element.hasAttribute("accept") && event.dataTransfer?.types.includes("Files");
    view.stage.addEventListener("dragover", (event) => takes(event) && event.preventDefault(), { signal });
    view.stage.addEventListener(
      "drop",
      (event) => {
        if (!event.dataTransfer || !takes(event)) return;
        event.preventDefault();
        const { dataTransfer } = event;
        this.#place.attempt(() => this.#take(droppedFile(dataTransfer)));
      },
      { signal },
    );
  }

  /** Rejects in words with what the widget says of the file. */
  async open(file: FileLike): Promise<void> {
    const accept = this.#place.element.getAttribute("accept") ?? "";
    return this.#feed.open(isPicture(file, accept) ? await asPixmap(file) : file);
  }
  /** The same for a learner's file: what is refused becomes a remark. */
  async #take(file: FileLike): Promise<void> {
    const refused = await this.open(file).catch((error: Error) => error);
    if (refused && !this.#ended.signal.aborted)
      this.#place.attempt(() => {
        throw refused;
      });
  }

  // --- things to take away ---

  #link(): WidgetLink {
    try {
      const link = this.#shared.border.link(this.#widget);
      return link.includes("=") ? link : "";
    } catch {
      return undefined;
    }
  }

  #answer(what: Wanted): void {
    const { element, view, report, sharing } = this.#place;
    if (what === "file") {
      this.#place.attempt(() => chooseFile(element.getAttribute("accept") ?? "", (file) => this.#take(file)));
      return;
    }
    takeAway(what, {
      name: element.id || element.name,
      canvas: view.canvas,
      csv: () => this.#shared.border.csv(this.#widget),
      links: sharing() !== undefined,
      link: () => sharing()?.linkTo(element.id, this.#link()),
      remark: (text) => {
        view.remark.textContent = text;
      },
    }).catch((error) => {
      view.remark.textContent = error.message;
      report(error, error.message);
    });
  }
}
