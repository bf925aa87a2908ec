"""Samplers: Euler and Heun for rectified flow, DDIM and ancestral for the baseline.

The first noise is philox stream 0 of the seed; ancestral noise of step k is stream 1 + k."""
import torch

from . import philox
from .ddpm import STEPS, alphas_bar

CLAMP = 3.5          # predicted clean latents of the baseline are cut to +-3.5 (data: about +-3)


def noise(seeds, stream=0, side=32):
    """-> [B,4,side,side] float32, one documented noise a seed."""
    return torch.stack([torch.from_numpy(philox.normal((4, side, side), s, stream)) for s in seeds])


def flow_times(steps, shift):
    """t_0 = 1 > ... > t_steps = 0: u = 1 - i/steps, t = shift u / (1 + (shift - 1) u)."""
    return [shift * (1 - i / steps) / (1 + (shift - 1) * (1 - i / steps)) for i in range(steps + 1)]


def guided(model, x, t, features, pooled, guidance):
    """out = unconditional + guidance * (conditional - unconditional), one batched pass.

    The unconditional input is all encoders dropped: zero features, zero pooled."""
    n = len(x)
    if guidance == 1:
        return model(x, torch.full((n,), t), features, pooled)
    both = model(torch.cat([x, x]), torch.full((2 * n,), t), torch.cat([features, torch.zeros_like(features)]),
                 torch.cat([pooled, torch.zeros_like(pooled)]))
    return both[n:] + guidance * (both[:n] - both[n:])


@torch.no_grad()
def flow(model, x, features, pooled, steps=28, guidance=3.0, shift=2.0, heun=False):
    """x: noise [B,4,g,g] -> latents, integrating v from t = 1 to 0."""
    times = flow_times(steps, shift)
    for t, s in zip(times, times[1:]):
        v = guided(model, x, t, features, pooled, guidance)
        if heun and s > 0:
            v = .5 * (v + guided(model, x + (s - t) * v, s, features, pooled, guidance))
        x = x + (s - t) * v
    return x


def ddpm_times(steps):
    """Trailing spacing: k_i = round(1000 (1 - i/steps)) - 1, i = 0..steps-1, then -1 (alpha_bar 1).

    Python's round: halves go to the even number."""
    return [round(STEPS * (1 - i / steps)) - 1 for i in range(steps)] + [-1]


@torch.no_grad()
def ddpm(model, x, features, pooled, steps=50, guidance=3.0, seeds=None):
    """seeds None: DDIM (deterministic); else ancestral, step i takes noise from stream 1 + i."""
    table, times = alphas_bar().tolist() + [1.0], ddpm_times(steps)
    for i, (k, j) in enumerate(zip(times, times[1:])):
        a, b = table[k], table[j]
        eps = guided(model, x, k / STEPS, features, pooled, guidance)
        x0 = ((x - (1 - a) ** .5 * eps) / a ** .5).clamp(-CLAMP, CLAMP)
        if seeds is None:
            eps = (x - a ** .5 * x0) / (1 - a) ** .5
            x = b ** .5 * x0 + (1 - b) ** .5 * eps
            continue
        beta = 1 - a / b
        x = b ** .5 * beta / (1 - a) * x0 + (a / b) ** .5 * (1 - b) / (1 - a) * x
        if j >= 0:
            x = x + (beta * (1 - b) / (1 - a)) ** .5 * noise(seeds, 1 + i, x.shape[-1])
    return x
