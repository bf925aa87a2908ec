// Five threads of the course, running together.

const threads = [
  { name: "Transformer blocks", from: "series 4" },
  { name: "Latent diffusion", from: "series 6" },
  { name: "Text encoding", from: "6.3.3, 7.4.1" },
  { name: "Flow matching", from: "7.2.2" },
  { name: "DiT", from: "7.4.2" },
];
const tones = [1, 2, 3, 4, 5].map((i) => `var(--thread-${i})`);
const top = 34;
const pitch = 58;
const knot = { x: 318, y: top + 2 * pitch };

export function ConvergenceMap() {
  const label = `Five threads meet in SD3 and Flux: ${threads.map((t) => `${t.name} (${t.from})`).join(", ")}.`;
  return (
    <svg class="convergence-map" viewBox="0 0 400 300" role="img" aria-label={label}>
      {threads.map((thread, i) => {
        const y = top + i * pitch;
        return (
          <g key={thread.name}>
            <text x="0" y={y - 2} font-size="13.5" font-weight="600">
              {thread.name}
            </text>
            <text x="0" y={y + 15} font-size="12" class="quiet">
              {thread.from}
            </text>
            <path
              d={`M150 ${y} C 230 ${y}, 235 ${knot.y}, ${knot.x - 8} ${knot.y + (i - 2) * 5}`}
              fill="none"
              stroke={tones[i]}
              stroke-width="3"
              stroke-linecap="round"
            />
            <circle cx="150" cy={y} r="5" fill={tones[i]} />
          </g>
        );
      })}
      <rect x={knot.x - 9} y={knot.y - 19} width="9" height="38" rx="4.5" fill="currentColor" />
      <text x={knot.x + 8} y={knot.y - 1} font-size="15" font-weight="600">
        SD3
      </text>
      <text x={knot.x + 8} y={knot.y + 17} font-size="15" font-weight="600">
        and Flux
      </text>
    </svg>
  );
}
