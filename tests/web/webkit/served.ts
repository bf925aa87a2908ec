// The built page and package, served for as long as a test needs them.

import type { Server } from "node:http";
import { join } from "node:path";
import { serve } from "../../../tools/server.mjs";

export const dist = join(import.meta.dirname, "../../../web/dist");

/** `end`: the server goes away before that. */
export async function served<T>(folder: string, use: (origin: string, end: () => void) => Promise<T>): Promise<T> {
  const server: Server = await serve(folder, 0);
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  try {
    return await use(`http://localhost:${(server.address() as { port: number }).port}`, end);
  } finally {
    end();
  }
}
