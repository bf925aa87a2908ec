// Packets of runs, made by hand.

interface Made {
  dtype: string;
  shape: number[];
  bytes: number[];
}

/** A safetensors file as core/pipeline/run_packet.cpp writes it. */
export function packet(kind: string, json: object, tensors: Record<string, Made> = {}): Uint8Array {
  let at = 0;
  const header: Record<string, unknown> = { __metadata__: { packet: kind, json: JSON.stringify(json) } };
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(
    Object.values(tensors).flatMap(({ bytes }) => bytes),
    8 + text.length,
  );
  return file;
}
