// Pictures of runs as canvases and files, and drawn figures as PNG.

import type { Picture } from "../../element/model/run.js";
import { scrambled } from "../../element/pixels.js";

export function canvasOf({ width, height, rgb }: Picture): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++)
    pixels.data.set([rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!, 255], 4 * i);
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** As a bitmap, row by row from below: a canvas read back is noise in browsers that resist fingerprinting. */
export function dataUrl({ width, height, rgb }: Picture): string {
  const row = 4 * Math.ceil((3 * width) / 4);
  const head = 54;
  const bytes = new Uint8Array(head + row * height);
  const fields = new DataView(bytes.buffer);
  fields.setUint16(0, 0x424d); // "BM"
  const words = { 2: bytes.length, 10: head, 14: 40, 18: width, 22: height, 34: row * height };
  for (const [at, value] of Object.entries(words)) fields.setUint32(Number(at), value, true);
  fields.setUint16(26, 1, true); // planes
  fields.setUint16(28, 24, true); // bits a pixel
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        bytes[head + row * (height - 1 - y) + 3 * x + c] = rgb[3 * (y * width + x) + 2 - c]!; // blue first
  return `data:image/bmp;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

const copied = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-size",
  "font-weight",
  "text-anchor",
  "opacity",
];

/** The figure as it stands on the page, colours and all, twice as large. */
export async function pngOf(figure: SVGSVGElement): Promise<Blob> {
  const problem = scrambled();
  if (problem) throw new Error(problem);
  const { width, height } = figure.viewBox.baseVal;
  const clone = figure.cloneNode(true) as SVGSVGElement;
  const originals = [figure, ...figure.querySelectorAll("*")];
  for (const [i, element] of [clone, ...clone.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(originals[i]!);
    for (const name of copied) element.setAttribute(name, style.getPropertyValue(name));
  }
  clone.setAttribute("width", String(2 * width));
  clone.setAttribute("height", String(2 * height));
  clone.setAttribute("font-family", "Inter, system-ui, sans-serif");
  const image = new Image();
  const url = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(clone)], { type: "image/svg+xml" }),
  );
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  const canvas = document.createElement("canvas");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  const context = canvas.getContext("2d")!;
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0);
  return new Promise((done, failed) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : failed(new Error("The picture could not be encoded."))),
      "image/png",
    ),
  );
}
