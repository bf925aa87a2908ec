// embed.html: one figure, one question or both in a page of their own, to be framed by others. It grows its frame by what it
// tells the page around it (messages.ts, frames.ts); it works in a sandbox without an origin of its own, too, where
// modules and files may not be fetched: there one script brings everything.

import { make } from "../../dom/make.js";
import { readAddress, type Wanted } from "./address.js";
import { type FromFrame, readToFrame, told } from "./messages.js";

const css = `
:root { color-scheme: light dark; }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: CanvasText; }
main { display: flow-root; padding: 4px; }
lesson-question { margin-block: 0.75rem; }
p { margin: 1rem; }
`;

// The script's own address, as long as it runs for the first time.
const here = (document.currentScript as HTMLScriptElement).src;
type Said = FromFrame extends infer One ? (One extends FromFrame ? Omit<One, "from"> : never) : never;

function begin(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
  const main = document.querySelector("main")!;
  let wanted: Wanted;
  try {
    wanted = readAddress(`${location.search}&${document.documentElement.dataset.query ?? ""}`);
  } catch (error) {
    main.append(make("p", {}, (error as Error).message));
    tellHeight(main, speaker("*"));
    return;
  }
  const say = speaker(wanted.parent);
  if (wanted.widget?.theme) document.documentElement.dataset.theme = wanted.widget.theme;
  bring();
  show(main, wanted, say);
  if (!wanted.fixed) tellHeight(main, say);
  for (const type of told)
    document.addEventListener(type, (event) => say({ kind: "event", type, detail: (event as CustomEvent).detail }));
}

/** The elements' code: the modules beside, or where nothing may be fetched the one script. */
function bring(): void {
  const script = document.createElement("script");
  const own = self.origin !== "null";
  if (own) script.type = "module";
  script.src = new URL(own ? "lib/index.js" : "lesson-widgets.js", here).href;
  script.onerror = () => document.querySelector("main")!.append(`${script.src} could not be loaded.`);
  document.head.append(script);
}

function show(main: Element, { widget, question, parent }: Wanted, say: (said: Said) => void): void {
  if (question) {
    const options = question.options.map(({ words, reply }) =>
      make("option", reply === undefined ? {} : { "data-reply": reply }, words),
    );
    main.append(make("lesson-question", question.attributes, question.words, ...options));
  }
  if (!widget) return;
  const figure = make("lesson-widget", { ...widget, loading: "eager" }, "Loading…");
  figure.addEventListener("error", ({ message }) => say({ kind: "failed", message }));
  main.append(figure);
  customElements.whenDefined("lesson-widget").then(() =>
    figure.ready.then(
      () => say({ kind: "ready", description: figure.describe() }),
      () => {}, // told by its event
    ),
  );
  window.addEventListener("message", ({ data, source, origin }) => {
    const message = source === window.parent && (parent === "*" || origin === parent) ? readToFrame(data) : undefined;
    if (!message) return;
    try {
      figure.state = message.state;
    } catch (error) {
      say({ kind: "failed", message: (error as Error).message });
    }
  });
}

const speaker = (to: string) => (said: Said) => {
  if (window.parent !== window) window.parent.postMessage({ from: "lesson-widgets", ...said }, to);
};

/** Tells the page around how high this one is, whenever that changes; some learning platforms hear it in their own words. */
function tellHeight(main: Element, say: (said: Said) => void): void {
  let before = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(main.getBoundingClientRect().height);
    if (height === before) return;
    before = height;
    say({ kind: "height", height });
    if (window.parent !== window) window.parent.postMessage({ subject: "lti.frameResize", height }, "*");
  }).observe(main);
}

begin();
