// A reader's picture as widgets take it: cut to a square, scaled to 64 x 64 and written as a portable pixmap (P6), so that no
// decoder travels in the module.

import { make } from "../dom/make.js";
import { bytesOf, type FileLike } from "./choose-file.js";

const side = 64;
const head = `P6\n${side} ${side}\n255\n`;

/** Of files that come without a type. A pixmap is left as it is: widgets read it themselves. */
const pictureTypes = /\.(png|jpe?g|webp|gif|avif|bmp)$/i;

/** Whether a widget that takes `accept` wants this file as a pixmap. */
export function isPicture(file: FileLike, accept: string): boolean {
  const type = (file as Partial<File>).type ?? "";
  return accept.includes("image/") && (type.startsWith("image/") || pictureTypes.test(file.name));
}

/** Red, green and blue of a picture's pixels: what stands in a pixmap after its head. */
export function pixmap(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(head.length + (rgba.length / 4) * 3);
  bytes.set(new TextEncoder().encode(head));
  for (let pixel = 0, at = head.length; pixel < rgba.length; pixel += 4) {
    for (let channel = 0; channel < 3; channel++) bytes[at++] = rgba[pixel + channel]!;
  }
  return bytes;
}

/** The largest square in the middle of a picture: x, y and side. */
export function middleSquare(width: number, height: number): [number, number, number] {
  const least = Math.min(width, height);
  return [(width - least) / 2, (height - least) / 2, least];
}

/** More than any camera writes; a browser that decodes it holds some twenty times as much. */
const mostBytes = 50_000_000;

/** Throws in words where it is too large, the browser cannot read it, or hides pixels from pages. */
export async function asPixmap(file: FileLike): Promise<FileLike> {
  if (file.size > mostBytes) {
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    throw new Error(
      `${file.name} is too large for a picture (at most ${megabytes(mostBytes)}, got ${megabytes(file.size)}). Choose a smaller one.`,
    );
  }
  const bytes = await bytesOf(file, 0, file.size);
  const picture = await createImageBitmap(new Blob([bytes])).catch((cause) => {
    throw new Error(`${file.name} is no picture that this browser can read. Choose a PNG or JPEG.`, { cause });
  });
  const canvas = make("canvas", { width: String(side), height: String(side) });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives the page no canvas to read a picture with.");
  if (!readsBack(context)) {
    throw new Error(
      "This browser hides pixels from pages, as its protection from fingerprinting asks: draw the picture here instead.",
    );
  }
  context.fillStyle = "#fff"; // behind what is transparent
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  const [x, y, least] = middleSquare(picture.width, picture.height);
  context.drawImage(picture, x, y, least, least, 0, 0, side, side);
  picture.close();
  return new File([pixmap(context.getImageData(0, 0, side, side).data)], file.name);
}

/** With protection from fingerprinting, what is read back is not what was painted. */
function readsBack(context: CanvasRenderingContext2D): boolean {
  context.fillStyle = "#123456";
  context.fillRect(0, 0, 2, 2);
  const { data } = context.getImageData(0, 0, 2, 2);
  return Array.from({ length: 4 }, (_, i) => i * 4).every(
    (i) => data[i] === 0x12 && data[i + 1] === 0x34 && data[i + 2] === 0x56,
  );
}
