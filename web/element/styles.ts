// The element's own looks. Everything inherits from the page or can be set by --lesson-* custom properties.

import { colorRules } from "./colors.js";

const css = `
${colorRules}
:host {
  display: flex; flex-direction: column; /* what is inside gives way to any height that the page or an ancestor sets */
  min-width: 0;
  max-height: var(--lesson-max-height, none);
  position: relative;
  contain: layout style;
  color: var(--_text);
}
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
.stage {
  position: relative;
  min-height: var(--lesson-height, 20rem);
  touch-action: pan-y pinch-zoom;
  border-radius: 4px;
  overflow: clip; /* a picture drawn for a wider window, until it is drawn again */
  overflow-clip-margin: 8px;
}
.entered .picture[tabindex] { touch-action: pan-y; } /* two fingers zoom the picture, not the page */
.stage.ready { min-height: 0; }
/* The width it asks for where its box fits its content: words that may break, so it can always be narrower. */
.stage::before {
  content: ". . . . ."; display: block; height: 0; overflow: hidden; visibility: hidden;
  font: 0/0 serif; word-spacing: 10rem; white-space: normal;
}
.stage.entered { outline: 2px solid color-mix(in srgb, var(--_accent) 45%, transparent); outline-offset: 4px; }
canvas { position: absolute; top: 0; left: 0; display: none; border-radius: 4px; }
canvas:focus { outline: none; }
canvas:focus-visible { outline: 2px solid var(--_focus); outline-offset: -2px; } /* inside: the stage clips */
/* The same once more above the canvas: WebKit draws what it composites over its outline. */
.stage:has(> canvas:focus-visible)::after {
  content: ""; position: absolute; inset: 0; border: 2px solid var(--_focus); border-radius: 4px; pointer-events: none;
}
.ready canvas { display: block; }
.ready slot { display: none; }

.fit { flex: 0 1 auto; min-width: 0; min-height: 0; }
.fit.limited { overflow: auto; }
.place { flex: none; }
.fit:popover-open {
  position: fixed; inset: 0; box-sizing: border-box; width: auto; height: auto; max-width: none; max-height: none;
  margin: 2vmin; padding: 12px; border: 1px solid var(--_line); border-radius: 6px; overflow: auto;
  color: var(--_text); background: var(--_background);
}
.more { position: absolute; right: 12px; bottom: 8px; }
.more[hidden] { display: none; }
.close { display: block; margin: 0 0 8px auto; position: sticky; top: 0; z-index: 1; }

/* Drawn from left to right in any page; transparent over its drawn twin also under forced colours. */
.overlay {
  position: absolute; inset: 0; transform-origin: 0 0; pointer-events: none; overflow: clip; overflow-clip-margin: 6px;
  direction: ltr; text-align: left; text-indent: 0; text-transform: none; letter-spacing: normal; forced-color-adjust: none;
}
.overlay > *, .overlay .group > * { position: absolute; box-sizing: border-box; margin: 0; }
.overlay .group { position: static; display: contents; }
.press, .slide, .picture, .field { pointer-events: auto; cursor: inherit; }
.press, .slide {
  appearance: none; padding: 0; border: 0; background: transparent; color: transparent; font: inherit; border-radius: 5px;
}
.press option { color: CanvasText; background: Canvas; }
.slide::-webkit-slider-thumb, .slide::-webkit-slider-runnable-track { appearance: none; background: transparent; border: 0; }
.slide::-moz-range-thumb, .slide::-moz-range-track { background: transparent; border: 0; }
.words { color: transparent; overflow: hidden; pointer-events: none; white-space: nowrap; font-size: 14px; }
.field {
  appearance: none; padding: 0 .6em; border: 0; background: transparent; color: var(--_text);
  font: 1em/1.4 Inter, system-ui, sans-serif; letter-spacing: inherit; text-align: inherit;
  font-variant-numeric: tabular-nums; border-radius: 5px;
}
.press:focus-visible, .slide:focus-visible, .picture:focus-visible, .field:focus-visible {
  outline: 2px solid var(--_focus); outline-offset: 2px;
}
.press:focus:not(:focus-visible), .slide:focus:not(:focus-visible), .picture:focus:not(:focus-visible) { outline: none; }

.notice { position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; gap: .75rem; padding: 1rem; text-align: center; }
.notice:empty { display: none; }
.failed { min-height: 0; }
.stage.failed { display: flex; flex-direction: column; }
.failed .notice { order: -1; position: static; margin: 0 12px .75rem; padding: 1.25rem; background: var(--_surface); border: 1px solid var(--_line); border-radius: 6px; }
.notice p { margin: 0; max-width: 34em; overflow-wrap: anywhere; }
.notice figure { margin: 0; text-align: start; color: var(--_muted); }
.notice img { display: block; max-width: 100%; height: auto; margin-block-start: .5rem; border-radius: 4px; }
.notice, .remark, .foot { white-space: normal; text-indent: 0; text-align: start; text-transform: none; }
.notice { text-align: center; }
.remark { overflow-wrap: anywhere; margin: .5rem 12px 0; padding: .5rem .75rem; font-size: .875em; border-inline-start: 3px solid var(--_warning); background: var(--_surface); }
.remark:empty { display: none; }
.foot { padding-inline: 12px; display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; margin-top: .5rem; font-size: .875em; color: var(--_muted); }
.foot[hidden] { visibility: hidden; } /* keeps its place, so that nothing moves when it comes */
.foot button, .notice button, .more, .close {
  font: inherit; color: var(--_text); background: transparent; border: 1px solid var(--_line); border-radius: 5px;
  min-height: 2rem; padding: .15rem .65rem; cursor: pointer;
}
.more, .close { font-size: .875em; background: var(--_surface); }
.foot button:hover, .notice button:hover, .more:hover, .close:hover { border-color: var(--_accent); }
.foot button:focus-visible, .notice button:focus-visible, .more:focus-visible, .close:focus-visible, summary:focus-visible { outline: 2px solid var(--_focus); outline-offset: 2px; }
details { flex: 1 1 100%; order: 9; }
summary { cursor: pointer; min-height: 2rem; display: inline-flex; align-items: center; gap: .4em; }
summary::before { content: "▸"; transition: none; }
details[open] summary::before { content: "▾"; }
.account { max-width: 44em; margin: .25rem 0 .75rem; color: var(--_text); white-space: pre-line; }
.scroll { overflow: auto; max-height: 22rem; border: 1px solid var(--_line); border-radius: 5px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; color: var(--_text); }
th, td { padding: .25rem .6rem; text-align: start; border-bottom: 1px solid var(--_line); white-space: nowrap; }
th { position: sticky; top: 0; background: var(--_surface); font-weight: 600; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) {
  .foot button, .notice button, .more, .close, summary { min-height: 2.75rem; }
  .field, select.press { font-size: max(16px, 1em); } /* below that, phones enlarge the page on focus */
}
@media print {
  button, summary, .overlay, .stage:not(.failed) .notice { display: none; }
  .stage, .stage.ready { min-height: 0; height: auto !important; overflow: visible; outline: none; }
  canvas { position: static; max-width: 100%; max-height: 200mm; width: auto !important; height: auto !important; }
  :host { height: auto !important; max-height: none !important; }
  .fit.limited { max-height: none !important; overflow: visible; }
  .scroll { overflow: visible; max-height: none; border: 0; }
  th, td { white-space: normal; padding: .1rem .5rem .1rem 0; }
}
`;

const sheets = new WeakMap<Document, CSSStyleSheet>();

/** One constructed style sheet for all elements of a document: allowed by a policy without inline styles. */
export function dressView(root: ShadowRoot): void {
  const page = root.ownerDocument;
  let sheet = sheets.get(page);
  if (!sheet) {
    const maker = page.defaultView as typeof globalThis | null;
    if (!maker) return; // in no window nothing is seen
    sheet = new maker.CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(page, sheet);
  }
  root.adoptedStyleSheets = [sheet];
}
