// Where a notebook's page has the runtime's files from: the kernel hands them over (widget.ts), or they lie in the page
// itself, in script elements that are no scripts (export.py writes them).

/** The bytes of a file of names.ts, compressed as they lie in the wheel. */
export type FileSource = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Asks the first source that came; what has come once is not asked for again. */
export class Files {
  #source: FileSource | undefined;
  readonly #had = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  /** `source`: asked while it answers. A later one takes its place: the kernel may be another. */
  provide(source: FileSource): void {
    this.#source = source;
  }
  /** Unpacked. */
  get(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const had = this.#had.get(name);
    if (had) return had;
    const coming = this.#fetch(name);
    coming.catch(() => this.#had.delete(name)); // another time it may come
    this.#had.set(name, coming);
    return coming;
  }
  async #fetch(name: string): Promise<Uint8Array<ArrayBuffer>> {
    return unzip(await (fromPage(name) ?? this.#need(name)));
  }
  #need(name: string): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#source)
      throw new TypeError(`this page holds no ${name}: export it with jupyter nbconvert --to lesson`);
    return this.#source(name);
  }
}

/** gzip has a checksum: what was damaged on the way is refused. */
export async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Response(bytes).body!.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const pageId = (name: string) => `lesson-widgets/${name}`;

/** undefined where the page does not hold it. */
export function fromPage(name: string): Promise<Uint8Array<ArrayBuffer>> | undefined {
  const text = document.getElementById(pageId(name))?.textContent;
  return text ? Promise.resolve(fromBase64(text)) : undefined;
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
