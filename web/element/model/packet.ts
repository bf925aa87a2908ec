// Reads the packets of a run (core/pipeline/run_packet.h): safetensors files whose metadata holds `packet`, the kind,
// and `json`, what is not a tensor. Checks kinds, types and sizes; the core's reader also refuses
// tensors that overlap or leave gaps.

export type TensorData = Float32Array | Int16Array | Uint8Array;

export interface Tensor {
  shape: number[];
  data: TensorData;
}

/** One entry of a safetensors header. */
export interface TensorEntry {
  name: string;
  dtype: string;
  shape: number[];
}

export interface Packet {
  kind: "start" | "step" | "end";
  json: Record<string, unknown>;
  tensors: Map<string, Tensor>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}
type Header = Record<string, HeaderEntry> & { __metadata__?: Record<string, string> };

const kinds = {
  F32: { bytes: 4, view: Float32Array },
  I16: { bytes: 2, view: Int16Array },
  U8: { bytes: 1, view: Uint8Array },
} as const;

const broken = (what: string) => new Error(`A packet of the run is broken: ${what}.`);

function readHeader(bytes: Uint8Array): { header: Header; start: number } {
  if (bytes.length < 8) throw broken("it is shorter than its own length");
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (size > bytes.length - 8) throw broken(`its header of ${size} bytes does not fit into ${bytes.length}`);
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size))), start: 8 + size };
}

function readTensor(name: string, entry: HeaderEntry, bytes: Uint8Array, start: number): Tensor {
  const kind = kinds[entry.dtype as keyof typeof kinds];
  if (!kind) throw broken(`${name} has the unknown type ${entry.dtype}`);
  const [from, to] = entry.data_offsets;
  const count = entry.shape.reduce((product, side) => product * side, 1);
  if (to - from !== count * kind.bytes || start + to > bytes.length || from < 0) {
    throw broken(`${name} should have ${count * kind.bytes} bytes, has ${to - from}`);
  }
  // Copied, since a typed array must begin at a multiple of its size.
  const part = bytes.slice(start + from, start + to);
  return { shape: entry.shape, data: new kind.view(part.buffer) };
}

/** Throws an Error in words when the bytes are no packet. */
export function readPacket(bytes: Uint8Array): Packet {
  const { header, start } = readHeader(bytes);
  const { __metadata__: metadata, ...entries } = header;
  const kind = metadata?.packet as Packet["kind"];
  if (kind !== "start" && kind !== "step" && kind !== "end") throw broken(`its kind is “${kind}”`);
  const tensors = Object.entries(entries).map(
    ([name, entry]) => [name, readTensor(name, entry as HeaderEntry, bytes, start)] as const,
  );
  return { kind, json: JSON.parse(metadata?.json ?? "{}"), tensors: new Map(tensors) };
}

/** What a safetensors file holds, from its header alone; in the order of the file. */
export function readEntries(bytes: Uint8Array): TensorEntry[] {
  const { __metadata__: _, ...entries } = readHeader(bytes).header;
  return Object.entries(entries).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
}
