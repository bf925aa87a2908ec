"""The denoiser: SD3's MMDiT (paper section 4, figure 2), and its `shared` negative example.

Legend: T text tokens (77), I image tokens (256), S = T + I, d width, H heads, D = d / H,
N blocks.  Text rows come first in every joint [S, ...] tensor.  B batch."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .encoders import POOLED_WIDTH, TEXT_WIDTH, RMSNorm

WIDTH, HEADS, BLOCKS, PATCH, LATENT = 128, 4, 4, 2, 4
MLP = 3                                # hidden width of the MLPs in d (published: 4; 3 keeps all weights under 6 MB)
FREQUENCIES = 256                      # width of the timestep sinusoid
FINE = 16                              # image tokens a side at full size


class GeluTanh(torch.autograd.Function):
    """gelu(approximate='tanh') written as x * sigmoid(x (a + b x^2)): the same function, 2x
    faster in training on a CPU, where tanh is slow."""
    A, B = 2 * math.sqrt(2 / math.pi), 2 * math.sqrt(2 / math.pi) * 0.044715

    @staticmethod
    def forward(ctx, x):
        s = torch.mul(x, x).mul_(GeluTanh.B).add_(GeluTanh.A).mul_(x).sigmoid_()
        ctx.save_for_backward(x, s)
        return x * s

    @staticmethod
    def backward(ctx, g):
        x, s = ctx.saved_tensors
        slope = torch.mul(x, x).mul_(3 * GeluTanh.B).add_(GeluTanh.A).mul_(x)
        return g * slope.mul_(1 - s).add_(1).mul_(s)


def timestep_embedding(t):
    """t [B] in 0..1 -> [B, 256]: cos then sin of 1000 t at 128 frequencies 10000^(-i/128)."""
    half = FREQUENCIES // 2
    freqs = torch.exp(-math.log(10000.0) * torch.arange(half, device=t.device, dtype=torch.float32) / half)
    angle = 1000.0 * t.float()[:, None] * freqs
    return torch.cat([angle.cos(), angle.sin()], -1)


def positions(side, width=WIDTH):
    """Fixed 2-D sines and cosines -> [side*side, width], rows y-major:
    sin(y w), cos(y w), sin(x w), cos(x w) with w_i = 10000^(-i/(width/4)), i < width/4.

    A coarse grid (side 8, the small-pictures stage) sits at the centres of the fine one's cells."""
    step = FINE / side
    at = torch.arange(side, dtype=torch.float64) * step + (step - 1) / 2
    w = 10000.0 ** (-torch.arange(width // 4, dtype=torch.float64) / (width // 4))
    angle = at[:, None] * w
    line = torch.cat([angle.sin(), angle.cos()], -1)                       # [side, width/2]
    y, x = line[:, None].expand(-1, side, -1), line[None].expand(side, -1, -1)
    return torch.cat([y, x], -1).reshape(side * side, width).float()


def patchify(z):
    """[B,4,2g,2g] -> [B,g*g,16]; the 16 are ordered channel, row in patch, column in patch."""
    b, c, h, w = z.shape
    z = z.reshape(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return z.reshape(b, (h // 2) * (w // 2), c * 4)


def unpatchify(x):
    """[B,g*g,16] -> [B,4,2g,2g]."""
    b, n, _ = x.shape
    g = int(math.isqrt(n))
    return x.reshape(b, g, g, LATENT, 2, 2).permute(0, 3, 1, 4, 2, 5).reshape(b, LATENT, 2 * g, 2 * g)


def modulate(x, shift, scale):
    """LayerNorm without affine (eps 1e-6), then (1 + scale) * x + shift; [B,d] over [B,S,d]."""
    return F.layer_norm(x, x.shape[-1:], eps=1e-6) * (1 + scale[:, None]) + shift[:, None]


def split_heads(x, heads=HEADS):
    """[B,S,d] -> [B,H,S,D]."""
    b, s, d = x.shape
    return x.reshape(b, s, heads, d // heads).transpose(1, 2)


def attention(q, k, v):
    """softmax(q k^T / sqrt(D)) v; [B,H,S,D] -> ([B,S,d], weights [B,H,S,S])."""
    weights = (q * q.shape[-1] ** -0.5 @ k.transpose(-1, -2)).softmax(-1)
    out = weights @ v
    b, h, s, d = out.shape
    return out.transpose(1, 2).reshape(b, s, h * d), weights


class Conditioning(nn.Module):
    """c [B,d] = time MLP(sinusoid 256 -> d -> d) + pooled MLP(128 -> d -> d); SiLU between."""

    def __init__(self, d=WIDTH):
        super().__init__()
        self.time1, self.time2 = nn.Linear(FREQUENCIES, d), nn.Linear(d, d)
        self.pooled1, self.pooled2 = nn.Linear(POOLED_WIDTH, d), nn.Linear(d, d)

    def forward(self, t, pooled):
        return self.time2(F.silu(self.time1(timestep_embedding(t)))) + self.pooled2(F.silu(self.pooled1(pooled)))


class Stream(nn.Module):
    """One modality's weights in one block.  `last_text`: only queries, keys and values are needed."""

    def __init__(self, d=WIDTH, last_text=False):
        super().__init__()
        self.last_text = last_text
        self.mod = nn.Linear(d, (2 if last_text else 6) * d)
        self.qkv = nn.Linear(d, 3 * d)
        self.qnorm, self.knorm = RMSNorm(d // HEADS), RMSNorm(d // HEADS)
        if not last_text:
            self.out = nn.Linear(d, d)
            self.fc1, self.fc2 = nn.Linear(d, MLP * d), nn.Linear(MLP * d, d)

    def before(self, x, c):
        """-> q, k, v [B,H,S',D] and this stream's modulations (each [B,d]):
        shift1, scale1 [, gate1, shift2, scale2, gate2]."""
        mods = self.mod(F.silu(c)).chunk(2 if self.last_text else 6, -1)
        q, k, v = self.qkv(modulate(x, mods[0], mods[1])).chunk(3, -1)
        return self.qnorm(split_heads(q)), self.knorm(split_heads(k)), split_heads(v), mods

    def after(self, x, attended, mods):
        """Two gated residuals: the attention's output, then the MLP."""
        _, _, gate1, shift2, scale2, gate2 = mods
        x = x + gate1[:, None] * self.out(attended)
        return x + gate2[:, None] * self.fc2(GeluTanh.apply(self.fc1(modulate(x, shift2, scale2))))


class JointBlock(nn.Module):
    """Two streams, one softmax over [text; image]."""

    def __init__(self, last=False):
        super().__init__()
        self.text, self.image = Stream(last_text=last), Stream()

    def forward(self, text, image, c, keep=None):
        tq, tk, tv, tmods = self.text.before(text, c)
        iq, ik, iv, imods = self.image.before(image, c)
        n = text.shape[1]
        out, weights = attention(torch.cat([tq, iq], 2), torch.cat([tk, ik], 2), torch.cat([tv, iv], 2))
        if keep is not None:
            keep.append(weights)
        image = self.image.after(image, out[:, n:], imods)
        return None if self.text.last_text else self.text.after(text, out[:, :n], tmods), image


class SharedBlock(nn.Module):
    """The negative example: text and image tokens go through the same projections."""

    def __init__(self, last=False):
        super().__init__()
        self.both = Stream()

    def forward(self, text, image, c, keep=None):
        x, n = torch.cat([text, image], 1), text.shape[1]
        q, k, v, mods = self.both.before(x, c)
        out, weights = attention(q, k, v)
        if keep is not None:
            keep.append(weights)
        x = self.both.after(x, out, mods)
        return x[:, :n], x[:, n:]


class MMDiT(nn.Module):
    """Latent [B,4,2g,2g], t [B], text features [B,T,288], pooled [B,128] -> velocity [B,4,2g,2g]."""

    def __init__(self, shared=False, d=WIDTH):
        super().__init__()
        self.patch = nn.Linear(PATCH * PATCH * LATENT, d)
        self.text = nn.Linear(TEXT_WIDTH, d)
        self.cond = Conditioning(d)
        block = SharedBlock if shared else JointBlock
        self.blocks = nn.ModuleList(block(last=i == BLOCKS - 1) for i in range(BLOCKS))
        self.final_mod, self.final = nn.Linear(d, 2 * d), nn.Linear(d, PATCH * PATCH * LATENT)
        initialise(self)

    def forward(self, z, t, features, pooled, trace=None):
        """`trace`: an optional dict that collects context, c, block outputs and attention weights."""
        x = patchify(z)
        image = self.patch(x) + grid(int(math.isqrt(x.shape[1])), x.device)
        text, c = self.text(features), self.cond(t, pooled)
        keep = None if trace is None else []
        if trace is not None:
            trace.update(context=text, c=c, embedded=image, text=[], image=[], weights=keep)
        for block in self.blocks:
            text, image = block(text, image, c, keep)
            if trace is not None:
                trace["text"].append(text)
                trace["image"].append(image)
        shift, scale = self.final_mod(F.silu(c)).chunk(2, -1)
        return unpatchify(self.final(modulate(image, shift, scale)))


_GRIDS = {}


def grid(side, device):
    """Cached position table."""
    key = (side, str(device))
    if key not in _GRIDS:
        _GRIDS[key] = positions(side).to(device)
    return _GRIDS[key]


def initialise(model):
    """Xavier for matrices, zero biases; adaLN-Zero: modulations and the final layer start at 0."""
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear):
            zero = name.endswith(("mod", "final")) or name.endswith("cross_out")
            (nn.init.zeros_ if zero else nn.init.xavier_uniform_)(module.weight)
            nn.init.zeros_(module.bias)
