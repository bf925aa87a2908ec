// The single-file lesson is its own copy for offline reading: it only says which version it is.

import { showVersion } from "../notices.js";

showVersion(document).say("This file holds everything; it asks no network.");
