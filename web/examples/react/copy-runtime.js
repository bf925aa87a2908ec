// The package's runtime files are fetched by name, so a bundler does not see them: they are copied as they are.

import { cpSync } from "node:fs";

cpSync("node_modules/lesson-widgets/runtime", "public/lesson-widgets", { recursive: true });
