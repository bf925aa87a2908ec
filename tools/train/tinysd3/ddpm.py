"""The baseline: what SD v1.5 does, as a transformer of the same width and depth.

Blocks of self-attention -> cross-attention to the frozen text sequence -> MLP, adaLN-Zero from
time + pooled text (DiT), noise prediction on the scaled-linear 1000-step schedule."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .encoders import TEXT_WIDTH, RMSNorm
from .mmdit import (BLOCKS, HEADS, LATENT, MLP, PATCH, WIDTH, Conditioning, GeluTanh, attention, grid, initialise,
                    modulate, patchify, split_heads, unpatchify)

STEPS = 1000
BETA_START, BETA_END = 0.00085, 0.012


def alphas_bar():
    """-> float64 [1000]: products of 1 - beta, beta linear in its square root."""
    beta = torch.linspace(BETA_START ** .5, BETA_END ** .5, STEPS, dtype=torch.float64) ** 2
    return torch.cumprod(1 - beta, 0)


class CrossBlock(nn.Module):
    """20 d^2 weights: self 4, cross 4, MLP 6, modulations 6."""

    def __init__(self, d=WIDTH):
        super().__init__()
        self.mod = nn.Linear(d, 6 * d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.qnorm, self.knorm = RMSNorm(d // HEADS), RMSNorm(d // HEADS)
        self.cross_q, self.cross_kv, self.cross_out = nn.Linear(d, d), nn.Linear(d, 2 * d), nn.Linear(d, d)
        self.cross_qnorm, self.cross_knorm = RMSNorm(d // HEADS), RMSNorm(d // HEADS)
        self.fc1, self.fc2 = nn.Linear(d, MLP * d), nn.Linear(MLP * d, d)

    def forward(self, x, text, c, keep=None):
        """x [B,I,d], text [B,T,d], c [B,d] -> [B,I,d]."""
        shift1, scale1, gate1, shift2, scale2, gate2 = self.mod(F.silu(c)).chunk(6, -1)
        q, k, v = self.qkv(modulate(x, shift1, scale1)).chunk(3, -1)
        out, _ = attention(self.qnorm(split_heads(q)), self.knorm(split_heads(k)), split_heads(v))
        x = x + gate1[:, None] * self.out(out)
        q = self.cross_q(F.layer_norm(x, x.shape[-1:], eps=1e-6))
        k, v = self.cross_kv(text).chunk(2, -1)
        out, weights = attention(self.cross_qnorm(split_heads(q)), self.cross_knorm(split_heads(k)), split_heads(v))
        if keep is not None:
            keep.append(weights)                                          # [B,H,I,T]
        x = x + self.cross_out(out)
        return x + gate2[:, None] * self.fc2(GeluTanh.apply(self.fc1(modulate(x, shift2, scale2))))


class CrossDiT(nn.Module):
    """Latent [B,4,2g,2g], t [B] = step / 1000, features [B,T,288], pooled [B,128] -> noise."""

    def __init__(self, d=WIDTH):
        super().__init__()
        self.patch = nn.Linear(PATCH * PATCH * LATENT, d)
        self.text = nn.Linear(TEXT_WIDTH, d)
        self.cond = Conditioning(d)
        self.blocks = nn.ModuleList(CrossBlock() for _ in range(BLOCKS))
        self.final_mod, self.final = nn.Linear(d, 2 * d), nn.Linear(d, PATCH * PATCH * LATENT)
        initialise(self)

    def forward(self, z, t, features, pooled, trace=None):
        x = patchify(z)
        x = self.patch(x) + grid(int(math.isqrt(x.shape[1])), x.device)
        text, c = self.text(features), self.cond(t, pooled)
        keep = None if trace is None else []
        if trace is not None:
            trace.update(context=text, c=c, image=[], weights=keep)
        for block in self.blocks:
            x = block(x, text, c, keep)
            if trace is not None:
                trace["image"].append(x)
        shift, scale = self.final_mod(F.silu(c)).chunk(2, -1)
        return unpatchify(self.final(modulate(x, shift, scale)))
