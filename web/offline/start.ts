// Keeping the lesson for offline is nothing that a reader waits for: its code comes when the page is there.

const start = () => import("./keep.js");
if (document.readyState === "complete") start();
else addEventListener("load", start, { once: true });
