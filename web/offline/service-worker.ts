// Keeps one whole version of the lesson on the reader's device and serves it from there. Workbox does the keeping: a
// version is fetched entirely, each file checked against its hash, before it can be used, and it waits until the
// reader agrees to it (client.ts); so a page never gets parts of two versions.

import { files, version } from "virtual:precache";
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";
import type { FromPage } from "./messages.js";

// The page's library declares `self` as a window; this is the part of a service worker's that is used.
const scope = self as unknown as {
  skipWaiting(): Promise<void>;
  addEventListener(
    type: "message",
    listener: (event: { data: FromPage; ports: readonly MessagePort[] }) => void,
  ): void;
};

scope.addEventListener("message", ({ data, ports }) => {
  if (data.kind === "use") void scope.skipWaiting();
  if (data.kind === "version") ports[0]?.postMessage(version);
});

// `retry` is how a failed download asks past the browser's memory (element/loader.ts).
precacheAndRoute(files, { ignoreURLParametersMatching: [/^utm_/, /^retry$/] });
cleanupOutdatedCaches();
clientsClaim(); // the page that brought the first version is kept by it, too
