"""The three text encoders (SD3 paper section 4 and appendix B.3, made small).

Legend: T text tokens, H heads, D head dim.  All take ids [B, T] and give [B, T, width]."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .tokenizer import CONTEXT, EOS, PAD, VOCAB

CLIP_L = dict(width=48, layers=2, heads=3, activation="quick_gelu", project=False)
CLIP_G = dict(width=80, layers=3, heads=5, activation="gelu", project=True)
T5 = dict(width=160, layers=2, heads=5, d_ff=320)
CLIP_L_WIDTH, CLIP_G_WIDTH, T5_WIDTH = CLIP_L["width"], CLIP_G["width"], T5["width"]
TEXT_WIDTH = CLIP_L_WIDTH + CLIP_G_WIDTH + T5_WIDTH       # 288 channels, joined
POOLED_WIDTH = CLIP_L_WIDTH + CLIP_G_WIDTH                # 128
BUCKETS, MAX_DISTANCE = 32, 128


def attend(q, k, v, heads, scale, bias=None):
    """q [B,T,width], k and v [B,S,width]; bias broadcasts to [B,H,T,S]. -> [B,T,width]."""
    b, t, width = q.shape
    q, k, v = (x.reshape(b, -1, heads, width // heads).transpose(1, 2) for x in (q, k, v))
    scores = q @ k.transpose(-1, -2) * scale
    if bias is not None:
        scores = scores + bias
    return (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, width)


class ClipBlock(nn.Module):
    """Pre-LN transformer block, causal."""

    def __init__(self, width, heads, activation):
        super().__init__()
        self.heads, self.activation = heads, activation
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def act(self, x):
        return x * torch.sigmoid(1.702 * x) if self.activation == "quick_gelu" else F.gelu(x)

    def forward(self, x, mask):
        h = self.ln1(x)
        scale = (x.shape[-1] // self.heads) ** -0.5
        x = x + self.out(attend(self.q(h), self.k(h), self.v(h), self.heads, scale, mask))
        return x + self.fc2(self.act(self.fc1(self.ln2(x))))


class Clip(nn.Module):
    """Causal text encoder; gives (tokens [B,T,width] = the input of the last block, i.e. the
    penultimate layer's output, pooled [B,width] = final layer norm at [EOS], projected in
    clip_g).  [PAD]s after [EOS] are ordinary tokens: nothing is masked but the future."""

    def __init__(self, width, layers, heads, activation, project):
        super().__init__()
        self.token = nn.Embedding(len(VOCAB), width)
        self.position = nn.Parameter(torch.randn(CONTEXT, width) * .01)
        nn.init.normal_(self.token.weight, std=.05)
        self.blocks = nn.ModuleList(ClipBlock(width, heads, activation) for _ in range(layers))
        self.final = nn.LayerNorm(width)
        self.project = nn.Linear(width, width, bias=False) if project else None

    def forward(self, ids):
        t = ids.shape[1]
        x = self.token(ids) + self.position[:t]
        mask = torch.full((t, t), float("-inf"), device=ids.device).triu(1)
        for block in self.blocks:
            tokens = x
            x = block(x, mask)
        eos = (ids == EOS).to(torch.int64).argmax(1)
        pooled = self.final(x[torch.arange(len(ids), device=ids.device), eos])
        return tokens, self.project(pooled) if self.project is not None else pooled


class RMSNorm(nn.Module):
    """x / sqrt(mean(x^2) + 1e-6) * weight, over the last axis."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight


class T5Block(nn.Module):
    """RMSNorm -> attention -> RMSNorm -> gated GELU (tanh form); no bias anywhere."""

    def __init__(self, width, heads, d_ff):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = RMSNorm(width), RMSNorm(width)
        self.q, self.k, self.v, self.out = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.wi0, self.wi1 = nn.Linear(width, d_ff, bias=False), nn.Linear(width, d_ff, bias=False)
        self.wo = nn.Linear(d_ff, width, bias=False)

    def forward(self, x, bias):
        h = self.norm1(x)
        # T5's way would leave out the 1/sqrt(D); with ordinary initialisation we keep it.
        scale = (x.shape[-1] // self.heads) ** -0.5
        x = x + self.out(attend(self.q(h), self.k(h), self.v(h), self.heads, scale, bias))
        h = self.norm2(x)
        return x + self.wo(F.gelu(self.wi0(h), approximate="tanh") * self.wi1(h))


def relative_buckets(t):
    """-> int64 [t, t]: T5's bidirectional buckets of (key position - query position)."""
    distance = torch.arange(t)[None, :] - torch.arange(t)[:, None]
    half = BUCKETS // 2
    exact = half // 2
    n = distance.abs()
    far = exact + (torch.log(n.clamp(min=1).double() / exact) / math.log(MAX_DISTANCE / exact) * (half - exact)).long()
    return (distance > 0).long() * half + torch.where(n < exact, n, far.clamp(max=half - 1))


class T5Encoder(nn.Module):
    """Bidirectional encoder -> [B,T,160]; one bias table [32, H] is shared by all blocks.

    [PAD] keys are masked out, so that a row does not depend on how many pads follow:
    training may use short sequences and sampling the full 77."""

    def __init__(self, width, layers, heads, d_ff):
        super().__init__()
        self.token = nn.Embedding(len(VOCAB), width)
        nn.init.normal_(self.token.weight, std=.5)
        self.bias = nn.Embedding(BUCKETS, heads)
        nn.init.normal_(self.bias.weight, std=.1)
        self.blocks = nn.ModuleList(T5Block(width, heads, d_ff) for _ in range(layers))
        self.final = RMSNorm(width)

    def forward(self, ids):
        buckets = relative_buckets(ids.shape[1]).to(ids.device)
        bias = self.bias(buckets).permute(2, 0, 1)[None]                    # [1,H,T,T]
        mask = torch.zeros(ids.shape, device=ids.device).masked_fill(ids == PAD, float("-inf"))
        bias = bias + mask[:, None, None, :]
        x = self.token(ids)
        for block in self.blocks:
            x = block(x, bias)
        return self.final(x)


class TextEncoders(nn.Module):
    """All three, frozen after their own training, and the standardisation of their features."""

    def __init__(self):
        super().__init__()
        self.clip_l, self.clip_g, self.t5 = Clip(**CLIP_L), Clip(**CLIP_G), T5Encoder(**T5)
        self.register_buffer("gain", torch.ones(5))

    def forward(self, ids):
        """ids [B,T] -> features [B,T,288] (clip_l | clip_g | t5), pooled [B,128].

        `gain` (clip_l tokens, clip_g tokens, t5, pooled l, pooled g) brings each to unit mean square."""
        l, lp = self.clip_l(ids)
        g, gp = self.clip_g(ids)
        s = self.gain
        return torch.cat([l * s[0], g * s[1], self.t5(ids) * s[2]], -1), torch.cat([lp * s[3], gp * s[4]], -1)


def drop(features, pooled, keep):
    """keep [B,3] of 0/1 (clip_l, clip_g, t5): a dropped encoder's features and pooled part are zeros."""
    widths = torch.tensor([CLIP_L_WIDTH, CLIP_G_WIDTH, T5_WIDTH], device=keep.device)
    token_mask = keep.repeat_interleave(widths, 1)
    return features * token_mask[:, None], pooled * token_mask[:, :POOLED_WIDTH]
