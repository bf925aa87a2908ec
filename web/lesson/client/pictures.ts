// Pictures of runs as canvases and files, and drawn figures as PNG.

import type { Picture } from "../../element/model/run.js";

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
export const dataUrl = (picture: Picture) => canvasOf(picture).toDataURL("image/png");

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
