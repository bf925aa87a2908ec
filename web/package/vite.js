// Vite plugin: the runtime's files are served while one develops, laid beside the build, and found under the site's base.
//   import lessonWidgets from "lesson-widgets/vite";   export default defineConfig({ plugins: [lessonWidgets()] });

import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";

const runtime = join(import.meta.dirname, "runtime");
const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".safetensors": "application/octet-stream" };

/** `folder`: of the runtime's files within the site. */
export default function lessonWidgets({ folder = "lesson-widgets" } = {}) {
  return {
    name: "lesson-widgets",
    config: (config) => {
      const base = config.base?.startsWith("/") ? config.base : (config.base ?? "/");
      return { define: { __LESSON_WIDGETS_ASSETS__: JSON.stringify(`${base}${folder}/`) } };
    },
    configureServer: (server) => {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        const file = join(runtime, basename(pathname));
        if (!pathname.includes(`/${folder}/`) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return next();
        response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      if (this.environment && this.environment.name !== "client") return; // a server's half of the build
      for (const name of readdirSync(runtime))
        this.emitFile({ type: "asset", fileName: `${folder}/${name}`, source: readFileSync(join(runtime, name)) });
    },
  };
}
