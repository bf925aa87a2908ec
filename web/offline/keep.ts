// Keeps the lesson for reading offline once it is read, and says which version this is.

import { scriptUrl } from "../element/trusted.js";
import { Keeper } from "./keeper.js";
import { showVersion, updateBar } from "./notices.js";
import { savesData } from "./saves-data.js";

const line = showVersion(document);

/** Done with what the reader waits for: the copy for offline must not compete with the first widgets. */
async function atRest(): Promise<void> {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  do await pause(2000);
  while (document.querySelector('lesson-widget[data-status="loading"]'));
}

if ("serviceWorker" in navigator) {
  new Keeper({
    async register() {
      const { Workbox } = await import("workbox-window"); // only now: nothing of it is needed to read
      return new Workbox(scriptUrl("./service-worker.js"));
    },
    controlled: () => navigator.serviceWorker.controller !== null,
    sparing: savesData,
    atRest,
    reload: () => location.reload(),
    say: line.say,
    offer: (version, use) => updateBar(document, version, use),
  }).start();
} else {
  line.say("To be kept for reading offline, the lesson needs a secure address (https).");
}
