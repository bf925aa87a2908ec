// Captures in an exported page: each lies beside its element, which opens it and then takes the state it was left in.

import { fromBase64, unzip } from "./files.js";

/** As export.py writes them: <lesson-widget data-state="{…}"> with <script type="…" data-capture="name"> inside. */
export function openCaptures(page: Document): void {
  for (const script of page.querySelectorAll<HTMLScriptElement>("lesson-widget script[data-capture]"))
    void open(script).catch((error) => console.error(error));
}

async function open(script: HTMLScriptElement): Promise<void> {
  const element = script.closest("lesson-widget")!;
  const bytes = await unzip(fromBase64(script.textContent ?? ""));
  await element.open(new File([bytes], script.dataset.capture!));
  if (element.dataset.state) element.state = element.dataset.state;
}
