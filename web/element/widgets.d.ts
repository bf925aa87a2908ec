// Names and states of the widgets. In the package stands what build/package-types.ts makes from the widgets themselves.

import type { State } from "./types.js";

export type WidgetStates = Record<string, State>;
export type WidgetName = keyof WidgetStates;
