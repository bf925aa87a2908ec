"""The sampler as diffusers has it: FlowMatchEulerDiscreteScheduler's levels and Euler steps, guidance against the
empty prompt (StableDiffusion3Pipeline).  And for the other arms and the swap test: DDIM on the same networks.

The first noise is philox stream 0 of the seed."""
import torch

from . import philox
from .objectives import STEPS, alphas_bar

CLAMP = 3.5          # clean latents predicted from noise are cut to +-3.5 (data: about +-3)


def noise(seeds, side=32):
    """-> [B,4,side,side] float32, one documented noise a seed."""
    return torch.stack([torch.from_numpy(philox.normal((4, side, side), s, 0)) for s in seeds])


def flow_levels(steps, shift=1.0):
    """diffusers' set_timesteps: from 1 down to the shifted 1/1000 in even steps, shifted (once more), then 0."""
    least = shift * 0.001 / (1 + (shift - 1) * 0.001)
    u = torch.linspace(1.0, least, steps, dtype=torch.float64)
    return (shift * u / (1 + (shift - 1) * u)).tolist() + [0.0]


def even_levels(steps, shift=1.0):
    """t_i = 1 - i / steps, shifted: the last step is as long as the others."""
    return [shift * (1 - i / steps) / (1 + (shift - 1) * (1 - i / steps)) for i in range(steps + 1)]


def guided(model, x, t, text, pooled, empty, guidance):
    """unconditional + guidance (conditional - unconditional), one batched pass; t in 0..1000.

    `empty`: text rows and pooled vector of the prompt "", one row each."""
    n = len(x)
    if guidance == 1:
        return model(x, text, pooled, torch.full((n,), t))
    both = model(torch.cat([x, x]), torch.cat([text, empty[0].expand(n, -1, -1)]), torch.cat([pooled, empty[1].expand(n, -1)]),
                 torch.full((2 * n,), t))
    return both[n:] + guidance * (both[:n] - both[n:])


@torch.no_grad()
def flow(model, x, text, pooled, empty, steps=28, guidance=3.0, shift=1.0, levels=None):
    """x: noise [B,4,g,g] -> latents, integrating the velocity from t = 1 to 0 by Euler."""
    levels = levels or flow_levels(steps, shift)
    for t, s in zip(levels, levels[1:]):
        x = x + (s - t) * guided(model, x, 1000 * t, text, pooled, empty, guidance)
    return x


@torch.no_grad()
def ddim(model, x, text, pooled, empty, steps=28, guidance=3.0, levels=None, form="noise"):
    """DDIM along (a, s) pairs (signal and noise factors), variance preserving.  `form`: what the network says:
    "noise" (time: step of SD's schedule), "v" (cosine, time 0..1), "velocity" (a flow network: x is rescaled by
    1 / (a + s), its time is s / (a + s), and the noise estimate is x + (1 - t) v)."""
    for (a, s, t), (b, r, _) in zip(levels, levels[1:]):
        if form == "velocity":
            u = s / (a + s)
            scaled = x / (a + s)
            v = guided(model, scaled, 1000 * u, text, pooled, empty, guidance)
            eps, x0 = scaled + (1 - u) * v, scaled - u * v
        else:
            out = guided(model, x, t, text, pooled, empty, guidance)
            x0 = a * x - s * out if form == "v" else (x - s * out) / a
            x0 = x0.clamp(-CLAMP, CLAMP)
            eps = (x - a * x0) / s
        x = b * x0 + r * eps
    return x


def sd_levels(steps):
    """SD v1.5's schedule, trailing spacing: (a, s, time) for k_i = round(1000 (1 - i/steps)) - 1, then the clean end."""
    bar = alphas_bar()
    k = [round(STEPS * (1 - i / steps)) - 1 for i in range(steps)]
    return [(float(bar[i].sqrt()), float((1 - bar[i]).sqrt()), float(i)) for i in k] + [(1.0, 0.0, 0.0)]


def cosine_levels(steps):
    t = torch.linspace(1, 0, steps + 1, dtype=torch.float64)
    return [(float(torch.cos(x * torch.pi / 2)), float(torch.sin(x * torch.pi / 2)), float(1000 * x)) for x in t]
