// One MMDiT block: two columns of boxes, one box that spans both.

const column = { text: 12, image: 198, width: 140 };

interface Stage {
  y: number;
  name: string;
  detail?: string;
}
const before: Stage[] = [
  { y: 44, name: "norm, modulate", detail: "shift, scale from c" },
  { y: 104, name: "W_Q W_K W_V" },
];
const after: Stage[] = [
  { y: 244, name: "W_O, gate, add" },
  { y: 304, name: "norm, modulate", detail: "shift, scale from c" },
  { y: 364, name: "feed forward", detail: "gate, add" },
];

export function BlockDiagram() {
  return (
    <svg
      class="block-diagram"
      viewBox="0 0 350 442"
      role="img"
      aria-label="An MMDiT block. Text and image each have their own norm, modulation, projections, output projection and feed-forward network; between them lies one joint attention over the concatenated tokens."
    >
      <Heads />
      <Lines x={column.text + column.width / 2} tone="svg-text" />
      <Lines x={column.image + column.width / 2} tone="svg-image" />
      {[...before, ...after].map((stage) => (
        <g key={stage.y}>
          <Box x={column.text} stage={stage} tone="svg-text" tint="var(--text-tint)" />
          <Box x={column.image} stage={stage} tone="svg-image" tint="var(--image-tint)" />
        </g>
      ))}
      <g>
        <rect
          x="12"
          y="168"
          width="326"
          height="54"
          rx="8"
          fill="var(--lesson-surface)"
          stroke="currentColor"
          stroke-width="2"
        />
        <text x="175" y="192" font-size="15" font-weight="600" text-anchor="middle">
          joint attention
        </text>
        <text x="175" y="210" font-size="12" text-anchor="middle" class="quiet">
          concatenate · one softmax · split
        </text>
      </g>
    </svg>
  );
}

function Heads() {
  return (
    <g font-size="14" font-weight="600" text-anchor="middle">
      <text class="svg-text" x={column.text + column.width / 2} y="18">
        text [T, d]
      </text>
      <text class="svg-image" x={column.image + column.width / 2} y="18">
        image [I, d]
      </text>
    </g>
  );
}

function Lines({ x, tone }: { x: number; tone: string }) {
  const ends = [44, 104, 168, 244, 304, 364, 438];
  const starts = [26, 92, 146, 222, 286, 352, 412];
  return (
    <g class={tone} stroke="currentColor" stroke-width="2">
      {starts.map((y, i) => (
        <path key={y} d={`M${x} ${y}V${ends[i]}`} />
      ))}
    </g>
  );
}

function Box({ x, stage, tone, tint }: { x: number; stage: Stage; tone: string; tint: string }) {
  const height = stage.detail ? 48 : 42;
  return (
    <g class={tone}>
      <rect
        x={x}
        y={stage.y}
        width={column.width}
        height={height}
        rx="7"
        fill={tint}
        stroke="currentColor"
        stroke-width="1.5"
      />
      <text x={x + column.width / 2} y={stage.y + (stage.detail ? 20 : 26)} font-size="13" text-anchor="middle">
        <Name text={stage.name} />
      </text>
      {stage.detail && (
        <text x={x + column.width / 2} y={stage.y + 37} font-size="11.5" text-anchor="middle">
          {stage.detail}
        </text>
      )}
    </g>
  );
}

/** W_Q with the Q lowered. */
function Name({ text }: { text: string }) {
  return (
    <>
      {text.split(/_(\w)/).map((part, i) =>
        i % 2 === 0 ? (
          <tspan key={i} dy={i > 0 ? -3 : 0} dx={i > 0 ? 2 : 0}>
            {part}
          </tspan>
        ) : (
          <tspan key={i} dy="3" font-size="9.5">
            {part}
          </tspan>
        ),
      )}
    </>
  );
}
