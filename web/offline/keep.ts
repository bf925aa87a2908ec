// Keeps the lesson for reading offline once it is read, and says which version this is.

import { scriptUrl } from "../element/trusted.js";
import { followChanges } from "./changes.js";
import { Keeper } from "./keeper.js";
import type { ToPage } from "./messages.js";
import { lostBar, showVersion, updateBar } from "./notices.js";
import { savesData } from "./saves-data.js";

const line = showVersion(document);

/** Done with what the reader waits for: the copy for offline must not compete with the first widgets. */
async function atRest(): Promise<void> {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  do await pause(2000);
  while ([...document.querySelectorAll("lesson-widget")].some(({ status }) => status === "loading"));
}

/** Nothing of the kept version is used any more: the site's own is loaded, and kept in its turn. */
async function forgetKept(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.includes("-precache-")) await caches.delete(name);
  location.reload();
}

if ("serviceWorker" in navigator) {
  const kept = navigator.serviceWorker;
  followChanges({
    controller: () => kept.controller,
    onChange: (changed) => kept.addEventListener("controllerchange", changed),
    version: line.version,
    reload: () => location.reload(),
    memory: sessionStorage,
  });
  kept.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === "incomplete") lostBar(document, forgetKept);
  });
  kept.startMessages();
  new Keeper({
    async register() {
      const { Workbox } = await import("workbox-window"); // only now: nothing of it is needed to read
      return new Workbox(scriptUrl("./service-worker.js"));
    },
    controlled: () => kept.controller !== null,
    sparing: savesData,
    atRest,
    say: line.say,
    offer: (version, use) => updateBar(document, version, use),
  }).start();
} else {
  line.say("To be kept for reading offline, the lesson needs a secure address (https).");
}
