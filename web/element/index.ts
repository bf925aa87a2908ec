// Registers <lesson-widget> for a page that finds the runtime's files beside its scripts.

import "./beside.js";

export * from "./element.js";
