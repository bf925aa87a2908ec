// A file that the kernel holds, read over the widget's comm in pieces: the runtime's own, and captures of any size.

/** What anywidget hands to a widget, as far as it is used (https://anywidget.dev/en/afm/). */
export interface Model {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, callback: (...given: never[]) => void): void;
  off(event: string, callback: (...given: never[]) => void): void;
}

/** One message each; a server between page and kernel may bound what it passes on. */
const pieceBytes = 2_000_000;

interface Answer {
  kind: string;
  id?: number;
  problem?: string;
}
type Waiting = { resolve(bytes: Uint8Array<ArrayBuffer>): void; reject(error: Error): void };

/** A kernel answers when it is free: while a cell runs, reading waits. */
export class Kernel {
  readonly #model: Model;
  readonly #waiting = new Map<number, Waiting>();
  #id = 0;

  constructor(model: Model) {
    this.#model = model;
    model.on("msg:custom", this.#hear);
  }
  /** Nothing is read any more. */
  close(): void {
    this.#model.off("msg:custom", this.#hear);
    for (const one of this.#waiting.values()) one.reject(new Error("The widget has left the page."));
    this.#waiting.clear();
  }

  /** `bytes` of `file` from `at` on. */
  async read(file: string, at: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const whole = new Uint8Array(bytes);
    for (let done = 0; done < bytes; done += pieceBytes)
      whole.set(await this.#piece(file, at + done, Math.min(pieceBytes, bytes - done)), done);
    return whole;
  }

  #piece(file: string, at: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#model.send({ kind: "read", id, file, at, bytes });
    });
  }

  readonly #hear = (answer: Answer, buffers: (DataView | ArrayBuffer)[] = []): void => {
    const one = answer.id === undefined ? undefined : this.#waiting.get(answer.id);
    if (!one) return; // another view's
    this.#waiting.delete(answer.id!);
    const [piece] = buffers;
    if (answer.kind === "piece" && piece) one.resolve(bytesIn(piece));
    else one.reject(new Error(answer.problem ?? "The kernel sent no bytes."));
  };
}

function bytesIn(piece: DataView | ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  return new Uint8Array(piece.buffer as ArrayBuffer, piece.byteOffset, piece.byteLength);
}

/** The kernel's file as the element reads files: a part of it when it is asked for. */
export function kernelFile(kernel: Kernel, file: string, name: string, size: number) {
  const part = (from: number, to: number) => ({
    size: to - from,
    arrayBuffer: async () => (await kernel.read(file, from, to - from)).buffer,
  });
  return { name, ...part(0, size), slice: (from = 0, to = size) => part(from, Math.min(to, size)) };
}
