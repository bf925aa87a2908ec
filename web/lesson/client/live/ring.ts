// The ring of eight Gaussians (core/flow/named_worlds.cpp, centred, variance 1 in each coordinate), where the best
// prediction has a closed form: x_t = (1 - t) x0 + t eps, v = eps - x0.

type Point = readonly [number, number];

const raw = 0.07;
const scale = Math.sqrt(2 / (1 + 2 * raw * raw));
const spread = raw * scale;
const centres = Array.from({ length: 8 }, (_, k): Point => {
  const angle = (2 * Math.PI * k) / 8;
  return [scale * Math.cos(angle), scale * Math.sin(angle)];
});

/** How much of x_t each centre accounts for. */
function shares([x, y]: Point, t: number): number[] {
  const variance = (1 - t) ** 2 * spread ** 2 + t ** 2;
  const logs = centres.map(([a, b]) => -((x - (1 - t) * a) ** 2 + (y - (1 - t) * b) ** 2) / (2 * variance));
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const all = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / all);
}

/** E[x0 | x_t] */
function image(at: Point, t: number): Point {
  const pull = ((1 - t) * spread ** 2) / ((1 - t) ** 2 * spread ** 2 + t ** 2);
  const mean: [number, number] = [0, 0];
  for (const [k, share] of shares(at, t).entries())
    for (const i of [0, 1] as const) {
      const centre = centres[k]![i];
      mean[i] += share * (centre + pull * (at[i] - (1 - t) * centre));
    }
  return mean;
}

const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const combine = (a: number, p: Point, b: number, q: Point): Point => [a * p[0] + b * q[0], a * p[1] + b * q[1]];
const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** One step along the velocity, from t to s. */
const eulerStep = (x: Point, t: number, s: number): Point => {
  const velocity = combine(1 / t, x, -1 / t, image(x, t));
  return combine(1, x, s - t, velocity);
};
/** One step of DDIM on z = alpha x0 + sigma eps, alpha^2 + sigma^2 = 1, at the noise levels of t and s. */
function ddimStep(z: Point, t: number, s: number): Point {
  const [now, next] = [levels(t), levels(s)];
  const clean = image(combine(now.norm, z, 0, z), t);
  const noise = combine(1 / now.sigma, z, -now.alpha / now.sigma, clean);
  return combine(next.alpha, clean, next.sigma, noise);
}
/** x_t = norm z */
function levels(t: number) {
  const norm = Math.hypot(1 - t, t);
  return { alpha: (1 - t) / norm, sigma: t / norm, norm };
}

const count = 96;
/** Noise that is the same for everyone: golden-ratio points through Box-Muller. */
const noises = Array.from({ length: count }, (_, i): Point => {
  const [u, w] = [(i + 0.5) / count, ((i + 1) * 0.6180339887498949) % 1];
  const radius = Math.sqrt(-2 * Math.log(u));
  return [radius * Math.cos(2 * Math.PI * w), radius * Math.sin(2 * Math.PI * w)];
});

/** Every point on the way from noise to data; both samplers start from the same noise, at t = 1. */
function walk(step: (at: Point, t: number, s: number) => Point, from: Point, steps: number): Point[] {
  const way = [from];
  for (let i = 0; i < steps; i++) way.push(step(way.at(-1)!, 1 - i / steps, 1 - (i + 1) / steps));
  return way;
}
const detour = (way: Point[]) =>
  way.slice(1).reduce((sum, point, i) => sum + distance(point, way[i]!), 0) / distance(way[0]!, way.at(-1)!);

/** Flow matching by Euler and DDIM on the same levels: root mean square distances at the end, and mean detours. */
export function compareOnLevels(steps: number, fine = 200) {
  const ends = noises.map((noise) => {
    const exact = walk(eulerStep, noise, fine);
    const own = walk(ddimStep, noise, fine);
    const [flow, ddim] = [walk(eulerStep, noise, steps).at(-1)!, walk(ddimStep, noise, steps).at(-1)!];
    return {
      flow: distance(flow, exact.at(-1)!),
      ddim: distance(ddim, exact.at(-1)!),
      apart: distance(flow, ddim),
      detours: [detour(exact), detour(own)] as const,
    };
  });
  const mean = (of: 0 | 1) => ends.reduce((sum, end) => sum + end.detours[of], 0) / ends.length;
  return {
    flow: rms(ends.map((end) => end.flow)),
    ddim: rms(ends.map((end) => end.ddim)),
    apart: rms(ends.map((end) => end.apart)),
    detours: { flow: mean(0), ddim: mean(1) },
  };
}

/** E |v - E[v | x_t]|^2, both coordinates: what a perfect network is still wrong by. */
export function velocityLoss(t: number): number {
  const variance = (1 - t) ** 2 * spread ** 2 + t ** 2;
  // v given x_t and a centre is Gaussian in each coordinate; x_t of that centre varies by `variance`.
  const along = (t - (1 - t) * spread ** 2) / variance;
  const within = 1 + spread ** 2 - along ** 2 * variance;
  const means = centres.map(([a, b]): Point => [-a * (1 + along * (1 - t)), -b * (1 + along * (1 - t))]);
  let between = 0;
  // By symmetry one centre stands for all; its x_t on a grid of four deviations.
  const [grid, reach] = [48, 4];
  let mass = 0;
  for (let i = 0; i <= grid; i++)
    for (let j = 0; j <= grid; j++) {
      const [p, q] = [(2 * reach * i) / grid - reach, (2 * reach * j) / grid - reach];
      const weight = Math.exp(-(p * p + q * q) / 2);
      const deviation = Math.sqrt(variance);
      const at: Point = [(1 - t) * centres[0]![0] + deviation * p, (1 - t) * centres[0]![1] + deviation * q];
      const share = shares(at, t);
      const centre = share.reduce<Point>((sum, s, k) => combine(1, sum, s, means[k]!), [0, 0]);
      mass += weight;
      between += weight * share.reduce((sum, s, k) => sum + s * distance(means[k]!, centre) ** 2, 0);
    }
  return 2 * within + between / mass;
}
