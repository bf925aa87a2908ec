// Who saves data is asked before the model is fetched (2 MB): no figure runs it at sight. Its Run button is there.

import { savesData } from "../../offline/saves-data.js";

if (savesData()) {
  for (const widget of document.querySelectorAll("lesson-widget[state*=run_when_seen]"))
    widget.removeAttribute("state");
}
