// Programs that serve pages, started for a test on a port that is free.

import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export interface Running {
  origin: string;
  stop(): Promise<void>;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export interface Started {
  /** Where it answers once it is there. */
  address: string;
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** What it has written elsewhere, for the words of a failure. */
  log?(): string;
}

/** Starts a program and waits until it answers; throws what it has said where it does not. */
export async function started([program, ...args]: string[], options: Started): Promise<Running> {
  const { address, cwd, env = process.env, log = () => "" } = options;
  const child = spawn(program!, args, { stdio: ["ignore", "pipe", "pipe"], cwd, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  await answering(address, child, () => said + log());
  const stop = () =>
    new Promise<void>((done) => {
      child.once("exit", () => done());
      child.kill();
    });
  return { origin: new URL(address).origin, stop };
}

async function answering(address: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said()}`);
    const answered = await fetch(address).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  child.kill();
  throw new Error(`it does not answer: ${said()}`);
}
