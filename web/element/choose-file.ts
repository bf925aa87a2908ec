// What a learner can bring: a file from disk.

/** Opens the browser's own dialogue; to be called in the press that asks for it, or browsers refuse. Throws in words. */
export function chooseFile(accept: string, chosen: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) chosen(file);
  });
  try {
    // Unlike a click, it tells when it is refused.
    if (typeof (input as { showPicker?: unknown }).showPicker === "function") input.showPicker();
    else input.click();
  } catch (cause) {
    throw new Error("The browser opens no file dialogue here: drop the file on the figure instead.", { cause });
  }
}

/** A File, or what can be read like one: from a notebook's kernel, say. */
export interface FileLike {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
  slice(from?: number, to?: number): Pick<Blob, "arrayBuffer">;
}

/** Bytes [from, to) of a file that was chosen or dropped; throws in words where there are none to be had. */
export async function bytesOf(file: FileLike, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer());
  } catch (cause) {
    const { name } = cause as Error;
    const why =
      name === "NotFoundError"
        ? "it is no longer where it was. Choose it anew"
        : name === "NotReadableError"
          ? "the browser may not read it, or it has changed since it was chosen. Choose it anew"
          : `${(cause as Error).message}. Choose another`;
    throw new Error(`${file.name} could not be read: ${why}.`, { cause });
  }
}

/** The one file that was dropped; throws in words where it is a folder, several files or none. */
export function droppedFile(data: DataTransfer): File {
  const entries = [...data.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.());
  if (entries.some((entry) => entry?.isDirectory))
    throw new Error(`${entries.find((entry) => entry?.isDirectory)!.name} is a folder: drop one file on the figure.`);
  if (data.files.length !== 1) throw new Error(`Drop one file on the figure; these were ${data.files.length}.`);
  return data.files[0]!;
}
