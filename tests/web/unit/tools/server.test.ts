// The server of this machine: what it sends to whom, and that no reader can take its place from the others.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "../../../../tools/server.mjs";

const program = join(import.meta.dirname, "../../../../tools/server.mjs");
const folder = mkdtempSync(join(tmpdir(), "lesson-server-"));
beforeAll(() => {
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "index.html"), "<p>plain");
  writeFileSync(join(folder, "index.html.br"), "small");
  writeFileSync(join(folder, "sub/index.html"), "<p>sub");
  writeFileSync(join(folder, "weights.safetensors"), Buffer.alloc(4_000_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The answer to one request, told raw: fetch would unpack and follow. */
function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ port, path, headers, host: "127.0.0.1", agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer));
    }).on("error", reject);
  });
}

describe("what is sent", () => {
  let server: Server;
  const port = () => (server.address() as AddressInfo).port;
  beforeAll(async () => {
    server = await serve(folder, 0);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const encodings: [string, string | undefined][] = [
    ["br", "br"],
    ["gzip, br;q=0.5", "br"],
    ["br;q=0", undefined],
    ["gzip, br; q=0.0", undefined],
    ["*", "br"],
    ["identity", undefined],
    ["zebra", undefined],
  ];
  for (const [asked, sent] of encodings) {
    it(`Accept-Encoding: ${asked} gets ${sent ?? "the file as it is"}`, async () => {
      const { headers } = await ask(port(), "/", { "accept-encoding": asked });
      expect(headers["content-encoding"]).toBe(sent);
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers.vary).toBe("Accept-Encoding");
    });
  }

  it("says who may frame it and what other sites hear of its address, with every answer", async () => {
    for (const path of ["/", "/no-such-file", "/sub"]) {
      const { headers } = await ask(port(), path);
      expect(headers["content-security-policy"], path).toContain("frame-ancestors 'self'");
      expect(headers["referrer-policy"], path).toBe("no-referrer");
    }
  });

  it("opens a folder under its own address, under any query", async () => {
    expect((await ask(port(), "/sub")).headers.location).toBe("/sub/");
    expect((await ask(port(), "/sub/?fbclid=x")).statusCode).toBe(200);
  });

  it("sends again only what has changed, and the part that is asked for", async () => {
    const { headers } = await ask(port(), "/");
    expect((await ask(port(), "/", { "if-none-match": headers.etag! })).statusCode).toBe(304);
    const part = await ask(port(), "/weights.safetensors", { range: "bytes=0-99" });
    expect([part.statusCode, part.headers["content-length"]]).toEqual([206, "100"]);
  });

  it("never leaves its folder, whatever the path", async () => {
    for (const path of ["/../package.json", "/..%2f..%2fetc/passwd", "/%2e%2e/x", "/%00", "/%", "//etc/passwd"])
      expect((await ask(port(), path)).statusCode, path).toBeGreaterThanOrEqual(400);
  });
});

describe("who takes a place", () => {
  it("300 downloads given up leave no file open, under a bound of 256", async () => {
    const command = `ulimit -n 256; exec "${process.execPath}" "${program}" --port 0 "${folder}"`;
    const child: ChildProcess = spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const port = await new Promise<number>((resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
        child.stdout!.once("data", (text) => resolve(Number(/:(\d+)\//.exec(String(text))![1])));
      });
      for (let i = 0; i < 30; i++) await Promise.all(Array.from({ length: 10 }, () => giveUp(port)));
      expect((await ask(port, "/")).statusCode).toBe(200);
      await expect.poll(() => readdirSync(`/proc/${child.pid}/fd`).length, { timeout: 10_000 }).toBeLessThan(60);
    } finally {
      child.kill();
    }
  }, 120_000);

  it("connections that say nothing, or next to nothing, are ended; others are answered meanwhile", async () => {
    const patience = { headers: 400, idle: 800, keepAlive: 200, answer: 1500, look: 100 };
    const server: Server = await serve(folder, 0, patience);
    const { port } = server.address() as AddressInfo;
    const lives = [
      outlive(port, "GET / HTTP/1.1\r\nHost: x\r\n", "X: y\r\n"), // a header line every now and then, never the last
      outlive(port, "", ""), // nothing at all
      outlive(port, "GET /weights.safetensors HTTP/1.1\r\nHost: x\r\n\r\n", "", true), // asks and does not read
    ];
    expect((await ask(port, "/")).statusCode).toBe(200);
    for (const life of await Promise.all(lives)) expect(life).toBeLessThan(10_000);
    server.closeAllConnections();
    server.close();
  }, 30_000);
});

/** Begins a download and breaks it off with the first bytes. */
const giveUp = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const request = get({ port, path: "/weights.safetensors", host: "127.0.0.1", agent: false }, (answer) => {
      answer.once("data", () => request.destroy());
      answer.once("error", () => {});
      answer.once("close", () => resolve());
    });
    request.on("close", () => resolve());
    request.on("error", (error) => (request.destroyed ? resolve() : reject(error)));
  });

/** Milliseconds until the server ends a connection that begins so and adds `drop` every fifth of a second. */
const outlive = (port: number, first: string, drop: string, deaf = false) =>
  new Promise<number>((resolve) => {
    const began = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write(first));
    if (deaf) socket.pause();
    else socket.resume();
    const dripping = setInterval(() => drop && socket.write(drop), 200);
    // A paused socket learns of its end only when it reads on.
    const looking = setInterval(() => deaf && performance.now() - began > 4000 && socket.resume(), 200);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(dripping);
      clearInterval(looking);
      resolve(performance.now() - began);
    });
  });
