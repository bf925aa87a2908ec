// The element's DOM: a stage with the canvas, the overlay of controls and whatever the page put inside
// (shown until the widget is ready, and instead of it when it cannot run); below it what can be taken away.

import { make } from "../dom/make.js";
import { buildPalette } from "./colors.js";
import { keepKeys } from "./keys.js";
import { dressView } from "./styles.js";

export interface View {
  /** All that is seen: what is limited where the page gives it less room. */
  fit: HTMLElement;
  /** Shows the whole of it, where it is limited. */
  more: HTMLButtonElement;
  /** Keeps its room while the whole is shown elsewhere. */
  place: HTMLElement;
  stage: HTMLElement;
  canvas: HTMLCanvasElement;
  overlay: HTMLElement;
  /** Progress, or why there is no widget and what to do. */
  notice: HTMLElement;
  /** A passing remark below the picture: a link that could not be used, a file that could not be read. */
  remark: HTMLElement;
  foot: HTMLElement;
  details: HTMLDetailsElement;
  /** The text alternative; it describes the canvas. */
  account: HTMLElement;
  tableBox: HTMLElement;
  /** Shows which colours the page gives. */
  palette: HTMLElement;
}

export function buildView(root: ShadowRoot): View {
  dressView(root);
  keepKeys(root);
  const canvas = make("canvas", { tabindex: "0", role: "img", "aria-describedby": "account", part: "canvas" });
  const overlay = make("div", { class: "overlay" });
  const notice = make("div", { class: "notice", role: "status" });
  const stage = make("div", { class: "stage", part: "stage" }, canvas, overlay, make("slot"), notice);
  const remark = make("p", { class: "remark", role: "status" });
  const account = make("p", { class: "account", id: "account" });
  const tableBox = make("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": "The numbers as a table",
  });
  const details = make("details", {}, make("summary", {}, "In words and numbers"), account, tableBox);
  const foot = make("div", { class: "foot", part: "foot", hidden: "" }, details);
  const palette = buildPalette();
  const fit = make("div", { class: "fit" }, stage, remark, foot);
  const more = make("button", { type: "button", class: "more", hidden: "" }, "Show all of it");
  const place = make("div", { class: "place" });
  root.append(fit, place, more, palette);
  return { fit, more, place, stage, canvas, overlay, notice, remark, foot, details, account, tableBox, palette };
}

export function actionButton(text: string, press: () => void): HTMLButtonElement {
  const button = make("button", { type: "button" }, text);
  button.addEventListener("click", press);
  return button;
}

/** Words in the middle of the stage, and what there is under them: a button, a picture. */
export function showNotice(view: View, text: string, ...more: (HTMLElement | undefined)[]): void {
  view.notice.replaceChildren(make("p", {}, text), ...more.filter((one) => one !== undefined));
}
