// How often each training time is drawn: evenly, logit-normal, and logit-normal shifted for large images.

const width = 330;
const height = 190;
const top = 2.9;

const logit = (t: number) => Math.log(t / (1 - t));
const density = (t: number, mean: number) =>
  Math.exp(-((logit(t) - mean) ** 2) / 2) / (Math.sqrt(2 * Math.PI) * t * (1 - t));

/** Cubic pieces of 15 units that meet with the curve's own slope: a third of the bytes of as smooth a polyline. */
const piece = 15;
function curve(mean: number): string {
  const y = (x: number) => {
    const t = x / width;
    return height - (t > 0 && t < 1 ? Math.min(density(t, mean), top) / top : 0) * height;
  };
  const slope = (x: number) => (y(x + 0.01) - y(x - 0.01)) / 0.02;
  const pieces = Array.from({ length: width / piece }, (_, i) => {
    const x = (i + 1) * piece;
    return `${x - piece / 3} ${(y(x) - (slope(x) * piece) / 3).toFixed(1)} ${x} ${y(x).toFixed(1)}`;
  });
  return `M0 ${height}S${pieces.join(" ")}`;
}

export function TimeDensity() {
  const even = height - height / top;
  return (
    <svg
      class="time-density"
      viewBox="-12 -10 364 252"
      role="img"
      aria-label="Three densities over training time from image to noise: even; logit-normal, highest in the middle; and logit-normal shifted, highest near 0.86."
    >
      <path d={`M0 ${height}H${width}`} stroke="currentColor" />
      {[0, 0.25, 0.5, 0.75, 1].map((t) => (
        <g key={t}>
          <path d={`M${t * width} ${height}v5`} stroke="currentColor" />
          <text x={t * width} y={height + 20} font-size="12" text-anchor="middle">
            {t}
          </text>
        </g>
      ))}
      <text x="0" y={height + 39} font-size="12" class="quiet">
        image
      </text>
      <text x={width} y={height + 39} font-size="12" class="quiet" text-anchor="end">
        noise
      </text>
      <text x={width / 2} y={height + 39} font-size="12" class="quiet" text-anchor="middle">
        t
      </text>
      <path d={`M0 ${even}H${width}`} stroke="var(--lesson-control)" stroke-width="1.5" stroke-dasharray="5 4" />
      <text x="4" y={even - 6} font-size="12" class="quiet">
        even
      </text>
      <path d={curve(0)} fill="none" stroke="var(--lesson-image-token)" stroke-width="2.5" />
      <text x="104" y="58" font-size="12.5" font-weight="600" text-anchor="middle" class="svg-image">
        logit-normal
      </text>
      <path d={curve(Math.log(3))} fill="none" stroke="var(--lesson-text-token)" stroke-width="2.5" />
      <text x="214" y="22" font-size="12.5" font-weight="600" text-anchor="middle" class="svg-text">
        shifted by 3
      </text>
    </svg>
  );
}
