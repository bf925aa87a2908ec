"""What a denoiser is asked for: noised latent, time, target and weight of one batch.

x0 and eps [B,4,g,g] -> (x_t, t [B] in 0..1000 for the time embedding, target, weight [B])."""
import torch

STEPS, BETA_START, BETA_END = 1000, 0.00085, 0.012       # SD v1.5's scaled-linear schedule


def _wide(x):
    return x[:, None, None, None]


def alphas_bar():
    """-> float64 [1000]: products of 1 - beta, beta linear in its square root."""
    beta = torch.linspace(BETA_START ** .5, BETA_END ** .5, STEPS, dtype=torch.float64) ** 2
    return torch.cumprod(1 - beta, 0)


def velocity(x0, eps, generator):
    """Rectified flow, logit-normal t with m = 0, s = 1 (SD3 paper, section 3.1): x_t = (1-t) x0 + t eps, v = eps - x0."""
    t = torch.sigmoid(torch.randn(len(x0), generator=generator)).to(x0.device)
    return (1 - _wide(t)) * x0 + _wide(t) * eps, 1000 * t, eps - x0, torch.ones_like(t)


def noise(x0, eps, generator):
    """Noise prediction, uniform steps (SD v1.5)."""
    k = torch.randint(STEPS, (len(x0),), generator=generator)
    a = _wide(alphas_bar()[k].float().to(x0.device))
    return a.sqrt() * x0 + (1 - a).sqrt() * eps, k.float().to(x0.device), eps, torch.ones(len(x0), device=x0.device)


def v_diffusion(x0, eps, generator):
    """A well-made diffusion arm: variance preserving, cosine with zero terminal SNR, v-prediction, and the sigmoid
    weighting of Kingma and Gao (2023) with bias 0.  With l = log-SNR their loss is -dl/dt sigmoid(-l) |eps error|^2;
    here -dl/dt = pi / (a s) and |eps error|^2 = a^2 |v error|^2, which leaves pi sigmoid(-l) a / s, at most about 1."""
    t = torch.rand(len(x0), generator=generator).to(x0.device)
    a, s = torch.cos(t * torch.pi / 2), torch.sin(t * torch.pi / 2)
    ratio = a / s.clamp(min=1e-6)
    weight = torch.pi * ratio / (1 + ratio * ratio)                    # sigmoid(-l) = 1 / (1 + a^2 / s^2)
    return _wide(a) * x0 + _wide(s) * eps, 1000 * t, _wide(a) * eps - _wide(s) * x0, weight


OBJECTIVES = {"velocity": velocity, "noise": noise, "v_diffusion": v_diffusion}
