// The whole model, small, beside the list of contents: what the section being read is about lights up in it
// (client/contents.ts). A section says so with `place`, one or more of these parts.

import type { ComponentChildren } from "preact";

export const modelParts = ["readers", "summary", "blocks", "step", "vae"] as const;

const label =
  "The model: words go through the readers, noise becomes patches, both into the blocks; a summary of the text and the time steer them; a step follows, again and again, and in the end the VAE makes the picture.";

export function ModelMap() {
  return (
    <svg class="model-map" viewBox="0 0 200 190" role="img" aria-label={label}>
      <defs>
        <marker id="arrow-map" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="5" markerHeight="5" orient="auto">
          <path d="M0 0 L10 5 L0 10 z" fill="currentColor" />
        </marker>
      </defs>
      <text x="42" y="10" text-anchor="middle">
        words
      </text>
      <text x="146" y="10" text-anchor="middle">
        noise
      </text>
      <g class="ways">
        <path d="M42 14V25" marker-end="url(#arrow-map)" />
        <path d="M146 14V69" marker-end="url(#arrow-map)" />
        <path d="M42 52V69" marker-end="url(#arrow-map)" />
        <path d="M12 52V123" marker-end="url(#arrow-map)" />
        <path d="M42 124V103" marker-end="url(#arrow-map)" />
        <path d="M146 100V123" marker-end="url(#arrow-map)" />
        <path d="M188 137H196V62H152" marker-end="url(#arrow-map)" />
        <path d="M146 150V161" marker-end="url(#arrow-map)" />
      </g>
      <Box part="readers" x={2} y={27} width={80}>
        readers
      </Box>
      <Box part="blocks" x={22} y={72} width={166}>
        blocks: one room
      </Box>
      <Box part="summary" x={2} y={125} width={80}>
        c: summary
      </Box>
      <Box part="step" x={104} y={125} width={84}>
        step
      </Box>
      <Box part="vae" x={104} y={164} width={84}>
        VAE
      </Box>
    </svg>
  );
}

function Box(props: {
  part: (typeof modelParts)[number];
  x: number;
  y: number;
  width: number;
  children: ComponentChildren;
}) {
  const { part, x, y, width, children } = props;
  return (
    <g data-part={part}>
      <rect x={x} y={y} width={width} height="25" rx="5" />
      <text x={x + width / 2} y={y + 16.5} text-anchor="middle">
        {children}
      </text>
    </g>
  );
}
