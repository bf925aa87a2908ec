// The lesson's drawn figures by the names content files use.

import { BlockDiagram } from "./block-diagram.js";
import { ConvergenceMap } from "./convergence-map.js";
import { EveryStep } from "./every-step.js";
import { OneRoom } from "./one-room.js";
import { Quadrants } from "./quadrants.js";

export const figures = { BlockDiagram, ConvergenceMap, EveryStep, OneRoom, Quadrants };
