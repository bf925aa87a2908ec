// What goes on from one denoising step to the next: the latent. The readers' rows come in as they were, every time.

const steps = [0, 1, 2];
const pitch = 118;
const label =
  "Three denoising steps. The readers' rows enter each of them unchanged; only the latent leaves one step and enters the next.";

export function EveryStep() {
  return (
    <svg class="every-step" viewBox="0 0 400 176" role="img" aria-label={label}>
      <defs>
        <marker
          id="arrow-step"
          viewBox="0 0 10 10"
          refX="8"
          refY="5"
          markerWidth="5.5"
          markerHeight="5.5"
          orient="auto"
        >
          <path d="M0 0 L10 5 L0 10 z" fill="currentColor" />
        </marker>
      </defs>
      <g class="svg-text">
        <rect x="40" y="6" width="322" height="34" rx="7" fill="var(--text-tint)" stroke="currentColor" />
        <text x="201" y="28" font-size="13" text-anchor="middle">
          the readers’ rows, made once
        </text>
      </g>
      {steps.map((step) => (
        <Step key={step} x={40 + step * pitch} last={step === steps.length - 1} />
      ))}
    </svg>
  );
}

function Step({ x, last }: { x: number; last: boolean }) {
  return (
    <>
      <g class="svg-text" stroke="currentColor" stroke-width="2" fill="none">
        <path d={`M${x + 43} 40V78`} marker-end="url(#arrow-step)" />
      </g>
      <rect
        x={x}
        y="80"
        width="86"
        height="50"
        rx="8"
        fill="var(--lesson-surface)"
        stroke="currentColor"
        stroke-width="2"
      />
      <text x={x + 43} y="102" font-size="13" text-anchor="middle">
        blocks
      </text>
      <text x={x + 43} y="119" font-size="11.5" text-anchor="middle" class="quiet">
        words change
      </text>
      <g class="svg-image" stroke="currentColor" stroke-width="2" fill="none">
        <path d={`M${x - 30} 105H${x - 4}`} marker-end="url(#arrow-step)" />
        {last && <path d={`M${x + 88} 105H${x + 114}`} marker-end="url(#arrow-step)" />}
      </g>
      <text class="svg-image" x={x + 43} y="156" font-size="12" text-anchor="middle">
        {last ? "latent goes out" : "latent goes on"}
      </text>
    </>
  );
}
