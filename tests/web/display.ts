// A screen that nobody sees, for browsers that need one.

import { type ChildProcess, spawn } from "node:child_process";

/** An X server on a number that it chooses itself. */
export async function startDisplay(size = "1280x900"): Promise<{ display: string; stop(): void }> {
  const server: ChildProcess = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${size}x24`, "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const display = await new Promise<string>((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`Xvfb stopped with ${code} before it was ready`)));
    server.stdio[3]!.once("data", (text) => resolve(`:${String(text).trim()}`));
  });
  return { display, stop: () => server.kill() };
}
