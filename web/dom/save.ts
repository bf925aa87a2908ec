// Hands a file to the reader, as a press on a download link would.

/** Answers what to say where the frame around the page forbids it, or may. */
export function saveBlob(blob: Blob, name: string): string | undefined {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return frameForbidsSaving();
}

/** Browsers say nothing to a page whose downloads its frame forbids: what its frames say of themselves has to do. */
export function frameForbidsSaving(view: Window = window): string | undefined {
  try {
    for (let at: Window = view; at.parent !== at; at = at.parent) {
      const sandbox = at.frameElement?.getAttribute("sandbox");
      if (typeof sandbox === "string" && !/\ballow-downloads\b/.test(sandbox))
        return "Not saved: the frame that this page stands in forbids downloads (its sandbox lacks allow-downloads).";
      if (!at.frameElement) throw new Error("another site's");
    }
    return undefined;
  } catch {
    return "Saved, unless the frame that this page stands in forbids downloads (its sandbox then lacks allow-downloads).";
  }
}
