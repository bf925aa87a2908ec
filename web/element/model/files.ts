// How the model's worker comes by its files: over the network. The single-file lesson puts offline/single-file's own
// module in the place of this one.

export function importGlue(url: string): Promise<{ default: (options: object) => Promise<unknown> }> {
  return import(/* @vite-ignore */ url);
}

/** `progress` hears the share that has arrived, where the server tells the size. */
export async function download(url: string, progress?: (share: number) => void): Promise<Uint8Array> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url.split("/").pop()}: the server answered ${response.status}`);
  const total = Number(response.headers.get("content-length"));
  if (!progress || !response.body || !total) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let got = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    got += part.value.length;
    progress(Math.min(0.99, got / total)); // a compressed transfer counts its unpacked bytes
  }
  return joined(parts, got);
}

function joined(parts: Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
