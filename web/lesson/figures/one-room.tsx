// The one-way mirror and the one room: who hears whom.

const words = ["a", "crane", "near", "a", "river"];

export function OneRoom() {
  return (
    <div class="rooms">
      <Mirror />
      <Room />
    </div>
  );
}

function Word({ x, y, text }: { x: number; y: number; text: string }) {
  const width = text.length * 8 + 16;
  return (
    <g class="svg-text">
      <rect
        x={x - width / 2}
        y={y - 13}
        width={width}
        height="26"
        rx="13"
        fill="var(--text-tint)"
        stroke="currentColor"
      />
      <text x={x} y={y + 4.5} font-size="13" text-anchor="middle">
        {text}
      </text>
    </g>
  );
}

function Patches({ x, y, n, size }: { x: number; y: number; n: number; size: number }) {
  return (
    <g class="svg-image">
      {Array.from({ length: n * n }, (_, i) => (
        <rect
          key={i}
          x={x + (i % n) * size}
          y={y + Math.floor(i / n) * size}
          width={size - 3}
          height={size - 3}
          rx="2"
          fill="var(--image-tint)"
          stroke="currentColor"
        />
      ))}
    </g>
  );
}

function Mirror() {
  const label =
    "Cross-attention: words in one room, patches in the other, a one-way mirror between. Patches see the words; the words see nothing.";
  return (
    <svg viewBox="0 0 320 250" role="img" aria-label={label}>
      <rect x="1" y="1" width="318" height="212" rx="10" fill="none" stroke="var(--lesson-line)" stroke-width="1.5" />
      <rect x="2" y="2" width="156" height="210" rx="9" fill="var(--lesson-surface)" />
      {words.map((word, i) => (
        <Word key={i} x={78} y={34 + i * 36} text={word} />
      ))}
      <line x1="160" y1="1" x2="160" y2="213" stroke="currentColor" stroke-width="3" />
      <line x1="165" y1="6" x2="165" y2="208" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3 5" />
      <Patches x={205} y={58} n={4} size={24} />
      {[34, 106, 178].map((y) => (
        <g key={y} class="svg-image">
          <path
            d={`M202 ${106 + (y - 106) * 0.35} L120 ${y}`}
            stroke="currentColor"
            stroke-width="2"
            fill="none"
            marker-end="url(#arrow-image)"
          />
        </g>
      ))}
      <defs>
        <Arrow id="arrow-image" color="var(--lesson-image-token)" />
        <Arrow id="arrow-text" color="var(--lesson-text-token)" />
      </defs>
      <text x="160" y="240" font-size="14" text-anchor="middle" font-weight="600">
        A one-way mirror
      </text>
    </svg>
  );
}

function Room() {
  const label =
    "Joint attention: words and patches in one room, arrows in every direction, among and between both kinds.";
  return (
    <svg viewBox="0 0 320 250" role="img" aria-label={label}>
      <rect
        x="1"
        y="1"
        width="318"
        height="212"
        rx="10"
        fill="var(--lesson-surface)"
        stroke="var(--lesson-line)"
        stroke-width="1.5"
      />
      <g class="svg-image" fill="none" stroke="currentColor" stroke-width="2">
        <path d="M200 88 C 170 70, 150 68, 126 70" marker-end="url(#arrow-image)" />
        <path d="M206 136 C 176 150, 150 150, 120 142" marker-end="url(#arrow-image)" />
        <path d="M300 96 C 316 110, 316 122, 303 134" marker-end="url(#arrow-image)" />
      </g>
      <g class="svg-text" fill="none" stroke="currentColor" stroke-width="2">
        <path d="M124 80 C 152 88, 172 96, 198 106" marker-end="url(#arrow-text)" />
        <path d="M112 178 C 150 180, 176 166, 200 150" marker-end="url(#arrow-text)" />
        <path d="M46 78 C 26 108, 30 140, 44 166" marker-end="url(#arrow-text)" />
      </g>
      {words.map((word, i) => (
        <Word key={i} x={78} y={34 + i * 36} text={word} />
      ))}
      <Patches x={205} y={58} n={4} size={24} />
      <text x="160" y="240" font-size="14" text-anchor="middle" font-weight="600">
        One room, one conversation
      </text>
    </svg>
  );
}

function Arrow({ id, color }: { id: string; color: string }) {
  return (
    <marker
      id={id}
      viewBox="0 0 10 10"
      refX="8"
      refY="5"
      markerWidth="5.5"
      markerHeight="5.5"
      orient="auto-start-reverse"
    >
      <path d="M0 0 L10 5 L0 10 z" fill={color} />
    </marker>
  );
}
