// The model's worker where no server is: started from its own code, and handed the files that it asks for.

import type { FromWorker, ToWorker } from "../../element/model/protocol.js";
import type { ModelWorker } from "../../element/model/worker-link.js";
import { scriptUrl } from "../../element/trusted.js";
import type { FileNeeded, FileServed } from "./worker-files.js";

/** `get`: the bytes of what the worker asks for. */
export function servedWorker(code: string, get: (url: string) => Promise<Uint8Array<ArrayBuffer>>): ModelWorker {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(scriptUrl(address), { name: "tiny-sd3" });
  const served: ModelWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (message: ToWorker) => worker.postMessage(message),
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
  worker.onmessage = (event: MessageEvent<FromWorker | FileNeeded>) => {
    if (event.data.kind === "file-needed") void serve(worker, event.data.url, get);
    else served.onmessage?.(event as MessageEvent<FromWorker>);
  };
  worker.onerror = (event) => served.onerror?.(event);
  return served;
}

async function serve(worker: Worker, url: string, get: (url: string) => Promise<Uint8Array<ArrayBuffer>>) {
  const answer = await get(url).then(
    (bytes): FileServed => ({ kind: "file", url, bytes }),
    (error): FileServed => ({ kind: "file", url, problem: error instanceof Error ? error.message : String(error) }),
  );
  worker.postMessage(answer);
}
