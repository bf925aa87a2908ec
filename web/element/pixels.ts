// Browsers that resist fingerprinting give noise where a page reads pixels back: a saved picture would be that noise.

/** What to say instead of saving a picture; undefined where pixels come back as they were drawn. */
export function scrambled(): string | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.fillStyle = "#204080";
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  const faithful = data.every((byte, i) => byte === [0x20, 0x40, 0x80, 0xff][i % 4]);
  if (faithful) return undefined;
  return "This browser scrambles pictures that pages read back, so it cannot be saved: allow it for this site, or take a picture of the screen.";
}
