// Lets the browser in between two pieces of work: input, frames, and whatever else waits.

/** Resolves in a task of its own. setTimeout would wait at least four milliseconds once calls follow each other. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
