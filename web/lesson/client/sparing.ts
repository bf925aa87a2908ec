// Who saves data is asked before the model is fetched (2 MB): no figure runs it at sight. Its Run button is there.

const { connection } = navigator as { connection?: { saveData?: boolean } };
if (connection?.saveData) {
  for (const widget of document.querySelectorAll("lesson-widget[state*=run_when_seen]"))
    widget.removeAttribute("state");
}
