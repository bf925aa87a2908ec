// The joint attention table cut where text ends and image begins, to scale.

import { number } from "../catalogue.js";

const side = 320;

export function Quadrants() {
  const image = number("lesson-333:image_tokens") || 256;
  const text = number("lesson-333:text_tokens") || 77;
  const cut = (side * text) / (text + image);
  const rest = side - cut;
  const label = `A square of ${text + image} by ${text + image} weights. Rows are queries, columns keys; the first ${text} are text, the other ${image} image. Four quadrants: text reads text, text reads image, image reads text, image reads image.`;
  return (
    <svg class="quadrants" viewBox="-74 -42 400 368" role="img" aria-label={label}>
      <rect width={cut} height={cut} fill="var(--text-tint)" />
      <rect x={cut} width={rest} height={cut} fill="color-mix(in srgb, var(--text-tint), var(--image-tint))" />
      <rect y={cut} width={cut} height={rest} fill="color-mix(in srgb, var(--text-tint), var(--image-tint))" />
      <rect x={cut} y={cut} width={rest} height={rest} fill="var(--image-tint)" />
      <path d={`M0 ${cut}H${side}M${cut} 0V${side}`} stroke="currentColor" stroke-width="1.5" />
      <rect width={side} height={side} fill="none" stroke="currentColor" stroke-width="1.5" />
      <Label x={cut / 2} y={cut / 2} lines={["text", "reads text"]} small />
      <Label x={cut + rest / 2} y={cut / 2} lines={["text reads image"]} />
      <Label x={cut / 2} y={cut + rest / 2} lines={["image", "reads", "text"]} />
      <Label x={cut + rest / 2} y={cut + rest / 2} lines={["image reads image"]} />
      <text class="svg-text" x={cut / 2} y="-12" font-size="13" text-anchor="middle">
        {text}
      </text>
      <text class="svg-image" x={cut + rest / 2} y="-12" font-size="13" text-anchor="middle">
        {image} image keys
      </text>
      <text class="svg-text" x="-10" y={cut / 2 + 5} font-size="13" text-anchor="end">
        {text}
      </text>
      <text class="svg-image" x="-10" y={cut + rest / 2 - 4} font-size="13" text-anchor="end">
        {image} image
      </text>
      <text class="svg-image" x="-10" y={cut + rest / 2 + 13} font-size="13" text-anchor="end">
        queries
      </text>
      <text class="svg-text" x="-10" y="-12" font-size="13" text-anchor="end">
        text
      </text>
    </svg>
  );
}

function Label({ x, y, lines, small }: { x: number; y: number; lines: string[]; small?: boolean }) {
  const pitch = small ? 15 : 18;
  return (
    <text
      x={x}
      y={y - ((lines.length - 1) * pitch) / 2 + 5}
      font-size={small ? 12.5 : 14}
      font-weight="600"
      text-anchor="middle"
    >
      {lines.map((line, i) => (
        <tspan key={line} x={x} dy={i === 0 ? 0 : pitch}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
