// lesson-frames.js: what the page around embedded figures names in a script tag. It listens at once.

import { watchFrames } from "./frames.js";

export * from "./frames.js";

watchFrames();
