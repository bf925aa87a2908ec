import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { BadAnswer, download, NoAnswer } from "../../../../web/element/download.js";

const good = new TextEncoder().encode("what was built");
const integrity = `sha256-${createHash("sha256").update(good).digest("base64")}`;
const damaged = good.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
const url = "https://x.test/weights.safetensors";

/** Answers one after the other, and what they were asked with. */
function server(...answers: (() => Response | Promise<Response>)[]) {
  const asked: { url: string; cache?: string }[] = [];
  const fetch = async (url: string, init?: RequestInit) => {
    asked.push({ url, cache: init?.cache });
    return answers[Math.min(asked.length, answers.length) - 1]!();
  };
  return { asked, fetch };
}
const text =
  (words: string, status = 200) =>
  () =>
    new Response(words, { status, headers: { "content-type": "text/html" } });

describe("download", () => {
  it("takes what was built, and tells how much has come", async () => {
    const shares: number[] = [];
    const { fetch, asked } = server(() => new Response(good, { headers: { "content-length": String(good.length) } }));
    expect(await download(url, { fetch, integrity, progress: (share) => shares.push(share) })).toEqual(good);
    expect(asked).toEqual([{ url, cache: undefined }]);
    expect(shares).toEqual([0.99]);
  });

  it("asks past every cache for what is not as it was built: one bit is enough", async () => {
    const { fetch, asked } = server(
      () => new Response(damaged),
      () => new Response(good),
    );
    expect(await download(url, { fetch, integrity })).toEqual(good);
    expect(asked[1]!.cache).toBe("reload");
    expect(asked[1]!.url).toMatch(/^https:\/\/x\.test\/weights\.safetensors\?retry=\w+$/);
  });

  it("asks past every cache for a bad answer that a cache may have kept", async () => {
    const { fetch } = server(text("gone", 404), () => new Response(good));
    expect(await download(url, { fetch, integrity })).toEqual(good);
  });

  it.each([
    ["a web page", text("<!DOCTYPE html><title>Course</title>"), /web page.*asset-path/],
    ["a Git LFS pointer", text("version https://git-lfs.github.com/spec/v1"), /Git LFS pointer/],
    ["damage", () => new Response(damaged), /14 bytes came.*damaged file, or one of another version/],
    ["a missing file", text("no", 404), /the server answered 404/],
  ])("calls %s what it is, once both tries have brought it", async (_what, answer, words) => {
    const { fetch, asked } = server(answer);
    const error = await download(url, { fetch, integrity }).catch((e) => e);
    expect(error).toBeInstanceOf(BadAnswer);
    expect(error.message).toMatch(words);
    expect(asked).toHaveLength(2);
  });

  it("does not ask twice where there is no connection", async () => {
    const { fetch, asked } = server(() => Promise.reject(new TypeError("Failed to fetch")));
    await expect(download(url, { fetch, integrity })).rejects.toThrow("Failed to fetch");
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["never answers", () => new Promise<Response>(() => {})],
    ["falls silent", () => new Response(new ReadableStream({ start: (to) => to.enqueue(good.slice(0, 4)) }))],
  ])("gives up on a server that %s", async (_what, answer) => {
    vi.useFakeTimers();
    const { fetch } = server(answer);
    const waited = expect(download(url, { fetch, integrity })).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(31_000);
    await waited;
    vi.useRealTimers();
  });

  it("is patient with one that is slow but goes on", async () => {
    vi.useFakeTimers();
    const slow = new ReadableStream<Uint8Array>({
      async start(to) {
        for (const byte of good) {
          await new Promise((done) => setTimeout(done, 20_000));
          to.enqueue(Uint8Array.of(byte));
        }
        to.close();
      },
    });
    const { fetch } = server(() => new Response(slow));
    const waited = download(url, { fetch, integrity });
    await vi.advanceTimersByTimeAsync(20_000 * (good.length + 1));
    expect(await waited).toEqual(good);
    vi.useRealTimers();
  });
});
