// Brings a reader's file to a widget piece by piece: its beginning at once, and then what the widget wants to see of it, a few
// megabytes after a frame. Files may be larger than memory, and no frame waits for more than one piece.

import type { Border } from "./border.js";
import { bytesOf, type FileLike } from "./choose-file.js";

export class FileFeed {
  readonly #border: Border;
  readonly #widget: number;
  readonly #wake: () => void;
  #file: FileLike | undefined;
  #reading = false;
  #ended = false;

  /** `wake`: the widget has something new to draw. */
  constructor(border: Border, widget: number, wake: () => void) {
    this.#border = border;
    this.#widget = widget;
    this.#wake = wake;
  }

  /** The file on show, if there is one. */
  get file(): FileLike | undefined {
    return this.#file;
  }

  /** Rejects in words with what the widget says of it; what was on show stays then. */
  async open(file: FileLike): Promise<void> {
    const head = await bytesOf(file, 0, Math.min(file.size, this.#border.fileHead));
    if (this.#ended) return;
    try {
      this.#border.openFile(this.#widget, file.name, head, file.size);
      this.#file = file;
    } finally {
      this.#wake();
    }
  }

  /** After a frame: reads what the widget wants next, if anything. */
  async feed(): Promise<void> {
    const file = this.#file;
    const piece = file && !this.#reading && !this.#ended && this.#border.wantedPiece(this.#widget);
    if (!file || !piece) return;
    this.#reading = true;
    const read = await this.#read(file, piece.at, piece.bytes).catch((error: Error) => error);
    this.#reading = false;
    if (this.#ended) return;
    if (file === this.#file) this.#hand(piece.at, read);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
  }

  async #read(file: FileLike, at: number, bytes: number): Promise<Uint8Array> {
    const read = await bytesOf(file, at, at + bytes);
    if (read.length === bytes) return read;
    throw new Error(`${file.name} has become shorter since it was opened. Choose it anew.`);
  }

  #hand(at: number, read: Uint8Array | Error): void {
    try {
      if (read instanceof Error) throw read;
      this.#border.takePiece(this.#widget, at, read);
    } catch (error) {
      this.#file = undefined;
      this.#border.loseFile(this.#widget, (error as Error).message);
    }
  }
}
