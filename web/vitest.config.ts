import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const repository = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  server: { fs: { allow: [repository] } },
  test: {
    dir: `${repository}tests/web/unit`,
    environment: "happy-dom",
    restoreMocks: true,
  },
});
