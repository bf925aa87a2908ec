// Two versions of the built lesson on one server, for the tests of what is kept on a device.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../tools/server.mjs";

const web = join(import.meta.dirname, "../../web");

/** Builds a second version; its folder is the caller's to remove. */
export function buildNext(): string {
  const out = mkdtempSync(join(tmpdir(), "lesson-next-"));
  const env = { ...process.env, LESSON_VERSION: "99.0.0" };
  const options = ["--outDir", out, "--emptyOutDir", "--logLevel", "error"];
  execFileSync("npx", ["vite", "build", ...options], { cwd: web, env, stdio: "pipe" });
  return out;
}

/** A server that can change its version, and go away. */
export class Host {
  readonly #folder = mkdtempSync(join(tmpdir(), "lesson-offline-"));
  #server: Server | undefined;
  #port = 0;

  constructor(next: string) {
    cpSync(join(web, "dist/site"), join(this.#folder, "old"), { recursive: true });
    cpSync(next, join(this.#folder, "new"), { recursive: true });
  }
  async show(version: "old" | "new"): Promise<void> {
    rmSync(join(this.#folder, "site"), { force: true });
    symlinkSync(version, join(this.#folder, "site"));
    if (this.#server) return;
    const server: Server = await serve(join(this.#folder, "site"), this.#port);
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }
  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.#server = undefined;
  }
  get origin(): string {
    return `http://localhost:${this.#port}`;
  }
  get folder(): string {
    return this.#folder;
  }
}
