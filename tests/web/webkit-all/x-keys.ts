// Keys and the pointer of a whole screen, by X's own test extension: what WebDriver sends reaches the page alone, and the
// browser's zoom and dialogues are not the page's. https://www.x.org/releases/current/doc/xextproto/xtest.html

import { connect, type Socket } from "node:net";

/** X's names of keys: X11/keysymdef.h. */
export const keysyms = { Escape: 0xff1b, Control: 0xffe3, ZoomIn: 0xffab, ZoomOut: 0xffad, Zero: 0x30 };
type Key = keyof typeof keysyms;

const [keyPress, keyRelease, motion] = [2, 3, 6];

export class XKeys {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => {};
  #xtest = 0;
  readonly #codes = new Map<number, number>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
  }

  /** `display`: ":99". */
  static async open(display: string): Promise<XKeys> {
    const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    await new Promise<void>((done, failed) => socket.once("connect", done).once("error", failed));
    const keys = new XKeys(socket);
    await keys.#greet();
    return keys;
  }

  async #greet(): Promise<void> {
    this.#socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])); // little-endian, version 11, no password
    const head = await this.#take(8);
    const setup = await this.#take(4 * head.readUInt16LE(6));
    if (head[0] !== 1) throw new Error(`X refuses: ${setup.toString("latin1")}`);
    const [least, most] = [setup[26]!, setup[27]!];
    const name = Buffer.from("XTEST\0\0\0");
    const extension = await this.#ask(Buffer.concat([Buffer.from([98, 0, 4, 0, 5, 0, 0, 0]), name]));
    if (!extension[8]) throw new Error("this X server has no XTEST");
    this.#xtest = extension[9]!;
    const mapping = await this.#ask(Buffer.from([101, 0, 2, 0, least, most - least + 1, 0, 0]));
    const each = mapping[1]!;
    for (let code = least; code <= most; code++)
      for (let i = 0; i < each; i++) {
        const keysym = mapping.readUInt32LE(32 + 4 * ((code - least) * each + i));
        if (!this.#codes.has(keysym)) this.#codes.set(keysym, code);
      }
  }
  async #ask(request: Buffer): Promise<Buffer> {
    this.#socket.write(request);
    const head = await this.#take(32);
    if (head[0] !== 1) throw new Error(`X answers ${head[0] === 0 ? `error ${head[1]}` : "an event"}`);
    return Buffer.concat([head, await this.#take(4 * head.readUInt32LE(4))]);
  }
  async #take(length: number): Promise<Buffer> {
    while (this.#received.length < length)
      await new Promise<void>((done) => {
        this.#wake = done;
      });
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  /** Holds all of them down in this order, then lets go. */
  press(...keys: Key[]): void {
    const codes = keys.map((key) => {
      const code = this.#codes.get(keysyms[key]);
      if (!code) throw new Error(`this screen's keyboard has no ${key}`);
      return code;
    });
    for (const code of codes) this.#fake(keyPress, code);
    for (const code of codes.reverse()) this.#fake(keyRelease, code);
  }
  /** Without a window manager, keys go to the window that the pointer is in. */
  moveTo(x: number, y: number): void {
    this.#fake(motion, 0, x, y);
  }
  #fake(type: number, detail: number, x = 0, y = 0): void {
    const request = Buffer.alloc(36);
    request.set([this.#xtest, 2, 9, 0, type, detail]);
    request.writeInt16LE(x, 24);
    request.writeInt16LE(y, 26);
    this.#socket.write(request);
  }
  close(): void {
    this.#socket.destroy();
  }
}
