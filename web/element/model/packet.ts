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

type Header = Record<string, unknown>;

const kinds = {
  F32: { bytes: 4, view: Float32Array },
  I16: { bytes: 2, view: Int16Array },
  U8: { bytes: 1, view: Uint8Array },
} as const;

/** In one line, whatever the packet calls itself. */
export const broken = (what: string) =>
  new Error(
    `A packet of the run is broken: ${what.slice(0, 200).replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, "\ufffd")}.`,
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const areCounts = (list: unknown): list is number[] => Array.isArray(list) && list.every(isCount);

function parse(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(`${what} is no JSON`);
  }
  if (!isObject(value)) throw broken(`${what} is no object`);
  return value;
}

function readHeader(bytes: Uint8Array): { header: Header; start: number } {
  if (bytes.length < 8) throw broken("it is shorter than its own length");
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (size > bytes.length - 8) throw broken(`its header of ${size} bytes does not fit into ${bytes.length}`);
  return { header: parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)), "its header"), start: 8 + size };
}

/** What an entry of the header says, once it says it as it should. */
function described(name: string, entry: unknown): TensorEntry & { offsets: unknown } {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype === "string" && areCounts(shape)) return { name, dtype, shape, offsets };
  throw broken(`${name} is not described by type and shape`);
}

function readTensor(name: string, entry: unknown, bytes: Uint8Array, start: number): Tensor {
  const { dtype, shape, offsets } = described(name, entry);
  if (!Object.hasOwn(kinds, dtype)) throw broken(`${name} has the unknown type ${dtype}`);
  const kind = kinds[dtype as keyof typeof kinds];
  const [from = 0, to = -1] = areCounts(offsets) ? offsets : [];
  const size = shape.reduce((product, side) => product * side, kind.bytes);
  if (to - from !== size || start + to > bytes.length)
    throw broken(`${name} should have ${size} bytes, has ${to - from}`);
  // Copied, since a typed array must begin at a multiple of its size.
  const part = bytes.slice(start + from, start + to);
  return { shape, data: new kind.view(part.buffer) };
}

/** Throws an Error in words when the bytes are no packet. */
export function readPacket(bytes: Uint8Array): Packet {
  const { header, start } = readHeader(bytes);
  const { __metadata__: metadata, ...entries } = header;
  const { packet: kind, json = "{}" } = isObject(metadata) ? metadata : {};
  if (kind !== "start" && kind !== "step" && kind !== "end") throw broken(`its kind is “${kind}”`);
  if (typeof json !== "string") throw broken("its json is no text");
  const tensors = Object.entries(entries).map(
    ([name, entry]) => [name, readTensor(name, entry, bytes, start)] as const,
  );
  return { kind, json: parse(json, "its json"), tensors: new Map(tensors) };
}

/** What a safetensors file holds, from its header alone; in the order of the file. */
export function readEntries(bytes: Uint8Array): TensorEntry[] {
  const { __metadata__: _, ...entries } = readHeader(bytes).header;
  return Object.entries(entries).map(([called, entry]) => {
    const { name, dtype, shape } = described(called, entry);
    return { name, dtype, shape };
  });
}
