// The module once it is there, joined to its page: one host for all figures, the link between desk and worker, the page's colours,
// visibility and printing. Everything that a page needs only with its first widget hangs below this file.

import { breathe } from "../dom/breathe.js";
import { Border, type WasmModule } from "./border.js";
import { Dressing } from "./dressing.js";
import { Figure, type Shared } from "./figure.js";
import { Host } from "./host.js";
import { LackingError, LostError, lackingWebGl } from "./loader.js";
import { DeskLink } from "./model/desk-link.js";
import type { ModelFiles } from "./model/protocol.js";
import type { ModelWorker } from "./model/worker-link.js";
import type { Runtime } from "./runtime.js";
import { watchPreferences } from "./theme.js";
import { LessonError } from "./types.js";

/** How the widgets come by the model; none where the page has no weights. */
export interface ModelSource {
  files: ModelFiles;
  startWorker(): ModelWorker;
}

/** `broken` is called when the module has stopped for good. Throws in words where it cannot even begin. */
export async function bringAlive(
  wasm: WasmModule,
  canvas: HTMLCanvasElement,
  model: ModelSource | undefined,
  broken: () => void,
): Promise<Runtime> {
  // Starting takes several pieces of work of some twenty milliseconds; the reader may scroll between them.
  await breathe();
  const border = new Border(wasm);
  begin(border, canvas);
  await breathe();
  const host = new Host(border, canvas);
  let left = (_widget: number) => {};
  if (model) {
    const engine = new DeskLink(border, model.files, model.startWorker, () => host.news());
    host.afterFrame = (widget) => engine.poll(widget);
    left = (widget) => engine.leave(widget);
  }
  host.onBroken = (error) => {
    broken();
    console.error(error);
    return new LessonError("The program behind this figure has stopped.", { cause: error });
  };
  host.onLost = () => {
    broken();
    return new LostError("The browser has taken the graphics card away from this figure and has not given it back.");
  };
  const shared: Shared = { border, host, dressing: new Dressing(border), left };
  joinPage(shared);
  return { show: (place) => new Figure(shared, place), drawable: () => host.drawable() };
}

/** Browsers know WebGL 2 and yet give none where it is switched off or the graphics card is not trusted. */
function begin(border: Border, canvas: HTMLCanvasElement): void {
  try {
    border.init();
  } catch (error) {
    throw canvas.getContext("webgl2") ? error : new LackingError(lackingWebGl);
  }
}

function joinPage({ host, dressing }: Shared): void {
  const dress = () => {
    dressing.renew();
    host.dressAll();
  };
  watchPreferences(dress);
  document.addEventListener("visibilitychange", () => host.setPageHidden(document.hidden));
  window.addEventListener("pagehide", () => host.setPageHidden(true));
  window.addEventListener("pageshow", (event) => {
    host.setPageHidden(document.hidden);
    if (event.persisted) host.wakeAll(); // back from the back-forward cache
  });
  window.addEventListener("beforeprint", () => {
    dressing.paper = true; // whatever colours the page is printed in
    dress();
    host.drawAll();
  });
  window.addEventListener("afterprint", () => {
    dressing.paper = false;
    dress();
    host.wakeAll();
  });
  host.setPageHidden(document.hidden);
}
