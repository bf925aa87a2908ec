// A file of the runtime, whole and as it was built: given up when it stops coming, checked against its hash, and asked
// for once more past every cache when it is something else. For the page and for the model's worker alike.

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
export interface DownloadOptions {
  /** The hash of what was built; without, whatever comes is taken. */
  integrity?: string;
  /** Hears the share that has arrived, where the server tells the size. */
  progress?: (share: number) => void;
  /** Milliseconds without a byte after which nothing more is waited for. */
  patience?: number;
  fetch?: Fetch;
}

/** The server's answer is no good, as far as one can see: what is wrong with it, in words. */
export class BadAnswer extends Error {}
/** Nothing has come for too long. */
export class NoAnswer extends Error {}

const browserFetch: Fetch = (url, init) => fetch(url, { credentials: "same-origin", ...init });

/** Throws a BadAnswer, a NoAnswer, or what fetch throws where there is no connection. */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  return (await downloadFrom(url, options)).bytes;
}

/** `url` of the answer: the address at which the file is good. */
export async function downloadFrom(
  url: string,
  options: DownloadOptions = {},
): Promise<{ bytes: Uint8Array<ArrayBuffer>; url: string }> {
  try {
    return { bytes: await once(url, options), url };
  } catch (error) {
    if (!(error instanceof BadAnswer) && (!options.integrity || ownHash())) throw error;
    const fresh = pastCaches(url);
    return { bytes: await once(fresh, options, { cache: "reload" }), url: fresh };
  }
}

/** Another address of the same file: caches between here and the server do not know it. */
export function pastCaches(url: string): string {
  const at = new URL(url);
  at.searchParams.set("retry", Date.now().toString(36));
  return at.href;
}

/** Pages without a secure address have no hash of their own: there the browser checks, and says nothing more. */
const ownHash = () => globalThis.crypto?.subtle !== undefined;

async function isAsBuilt(bytes: Uint8Array<ArrayBuffer>, expected: string): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return expected === `sha256-${btoa(String.fromCharCode(...digest))}`;
}

async function once(url: string, options: DownloadOptions, init: RequestInit = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { integrity, progress, patience = 30_000, fetch = browserFetch } = options;
  const watch = new Watch(patience);
  try {
    const checked = integrity && !ownHash() ? { integrity } : {};
    const response = await watch.over(fetch(url, { ...init, ...checked, signal: watch.signal }));
    const bytes = await read(response, watch, progress);
    if (!response.ok) throw new BadAnswer(badStatus(response.status));
    if (integrity && ownHash() && !(await isAsBuilt(bytes, integrity)))
      throw new BadAnswer(whatItIs(bytes, response));
    return bytes;
  } finally {
    watch.end();
  }
}

/** Gives up when it is not patted for too long. */
class Watch {
  readonly #patience: number;
  readonly #ended = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly signal = this.#ended.signal;
  readonly #late: Promise<never>;

  constructor(patience: number) {
    this.#patience = patience;
    this.#late = new Promise((_, reject) => this.signal.addEventListener("abort", () => reject(this.signal.reason)));
    this.#late.catch(() => {}); // told by whoever waits
    this.pat();
  }
  pat(): void {
    clearTimeout(this.#timer);
    const words = `the server has sent nothing for ${Math.round(this.#patience / 1000)} seconds`;
    this.#timer = setTimeout(() => this.#ended.abort(new NoAnswer(words)), this.#patience);
  }
  async over<T>(work: Promise<T>): Promise<T> {
    const done = await Promise.race([work, this.#late]);
    this.pat();
    return done;
  }
  end(): void {
    clearTimeout(this.#timer);
  }
}

async function read(response: Response, watch: Watch, progress?: (share: number) => void) {
  const total = Number(response.headers.get("content-length"));
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await next(); part; part = await next()) {
    parts.push(part);
    size += part.length;
    if (total) progress?.(Math.min(0.99, size / total)); // a compressed transfer counts its unpacked bytes
  }
  return joined(parts, size);

  async function next(): Promise<Uint8Array | undefined> {
    return reader && (await watch.over(reader.read())).value;
  }
}

function joined(parts: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const badStatus = (status: number) =>
  `the server answered ${status}${status === 404 ? "; is the folder in asset-path the right one?" : ""}`;

/** What came instead of the file. */
function whatItIs(bytes: Uint8Array, response: Response): string {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart().toLowerCase();
  if (/^<(!doctype|html|head|\?xml)/.test(start)) return "a web page came instead of the file; is asset-path right?";
  if (start.startsWith("version https://git-lfs")) return "a Git LFS pointer came instead of the file";
  const type = response.headers.get("content-type") ?? "no type";
  return `${bytes.length} bytes came (${type}) that are not the ones this page was built with: a damaged file, or one of another version`;
}
