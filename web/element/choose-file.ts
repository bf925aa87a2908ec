// What a learner can bring: a file from disk.

/** Opens the browser's own dialogue; to be called while a press is being answered, or the browser refuses. */
export function chooseFile(accept: string, chosen: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) chosen(file);
  });
  input.click();
}
