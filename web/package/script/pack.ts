// Bytes inside a script: compressed, then base64, since a script without a type or charset of its own is read in whatever
// encoding its page has. Stands in for offline/single-file/pack.ts in lesson-widgets.js.

export function fromText(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The bytes behind a packed text; rejects when they were damaged on the way (gzip has a checksum). */
export function unpack(text: string, type = "application/octet-stream"): Response {
  const packed = new Response(fromText(text)).body!;
  const headers = { "content-type": type };
  return new Response(packed.pipeThrough(new DecompressionStream("gzip")), { headers });
}
