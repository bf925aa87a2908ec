// Keeps one whole version of the lesson on the reader's device and serves it from there. Workbox does the keeping: a
// version is fetched entirely, each file checked against its hash, before it can be used, and it waits until the
// reader agrees to it (keep.ts); so a page never gets parts of two versions. What the browser has thrown away since,
// or what was kept badly, is fetched again; where the site has moved on, the page is the site's.

import { files, version } from "virtual:precache";
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, getCacheKeyForURL, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { registerRoute, setCatchHandler } from "workbox-routing";
import type { FromPage, ToPage } from "./messages.js";

interface Window {
  postMessage(message: ToPage): void;
}
// The page's library declares `self` as a window; this is the part of a service worker's that is used.
const scope = self as unknown as {
  skipWaiting(): Promise<void>;
  clients: { matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Window[]> };
  addEventListener(
    type: "message",
    listener: (event: { data: FromPage; ports: readonly MessagePort[] }) => void,
  ): void;
};

scope.addEventListener("message", ({ data, ports }) => {
  if (data.kind === "use") void scope.skipWaiting();
  if (data.kind === "version") ports[0]?.postMessage(version);
});

// `retry` is how a failed download asks past the browser's memory (element): past ours, too.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.searchParams.has("retry"),
  ({ url }) => fetchedAnew(url),
);
// What others hang on an address (fbclid, gclid, utm_source ...) never names another file of ours.
precacheAndRoute(files, { ignoreURLParametersMatching: [/./] });
setCatchHandler(({ request }) => (request.mode === "navigate" ? pageAsItIs(request) : partAsItIs(request)));
cleanupOutdatedCaches();
clientsClaim(); // the page that brought the first version is kept by it, too

/** The file as the server has it, which takes the place of the kept one if it is of this version. */
async function fetchedAnew(asked: URL): Promise<Response> {
  const url = new URL(asked);
  url.searchParams.delete("retry");
  const key = getCacheKeyForURL(url.href);
  if (!key) return fetch(asked, { cache: "reload" });
  const integrity = files.find((file) => new URL(file.url, location.href).pathname === url.pathname)?.integrity;
  try {
    const response = await fetch(url, { cache: "reload", integrity });
    if (!response.ok) throw new TypeError(`the server answered ${response.status}`);
    const keeper = (await caches.keys()).find((name) => name.includes("-precache-"));
    if (keeper) await (await caches.open(keeper)).put(key, response.clone());
    return response;
  } catch (error) {
    const kept = await matchPrecache(url.href);
    if (kept) return kept;
    throw error;
  }
}

/** The kept page is lost and the site's is of another version: that one, whole, with its own files. */
async function pageAsItIs(request: Request): Promise<Response> {
  try {
    return await fetch(request.url, { credentials: "same-origin" });
  } catch {
    const words =
      "<!doctype html><meta charset=utf-8><title>No network</title><p>This browser has thrown away the page that was kept on this device, and there is no network to fetch it again.";
    return new Response(words, { status: 503, headers: { "content-type": "text/html" } });
  }
}

/** A lost file that the site no longer has: the pages of this version are told that they cannot be completed. */
async function partAsItIs(request: Request): Promise<Response> {
  const response = await fetch(request.url, { credentials: "same-origin" });
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: false });
  for (const page of pages) page.postMessage({ kind: "incomplete" });
  return response.ok ? Response.error() : response; // another version's would be worse than none
}
