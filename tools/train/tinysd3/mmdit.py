"""The denoisers, with diffusers' parameter names (transformer_sd3.py) so that weights move over by name.

Legend: T text rows (77), I image tokens (256), S = T + I, d width, H heads, D = d / H = 32, N blocks, B batch.

`joint` is SD3Transformer2DModel (tests hold it to diffusers' own).  The other arms change one thing:
`shared` has one set of weights for both kinds of row, `cross` reads frozen text by cross-attention
(PixArt: self-attention, cross-attention without modulation, feed-forward).  Rows are kept in float32 between
blocks; products run in bfloat16 where `bf16` asks for it (AMX), norms and softmax always in float32."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .readers import POOLED_WIDTH, TEXT_WIDTH

D, PATCH, LATENT, FINE = 32, 2, 4, 16
# Weights matched within 3 %: by depth, and the rest by the feed-forward's width (its hidden rows, in d).
SIZES = {"joint": dict(heads=4, blocks=4, mlp=4), "shared": dict(heads=4, blocks=7, mlp=4.25), "cross": dict(heads=4, blocks=6, mlp=4)}
HALF = False                                    # products in bfloat16
MASK = None                                     # added to the scores of every block: what a cut leaves out (settled.py)


def linear(x, *parts):
    """One product for several Linears of the same input."""
    w, b = (parts[0].weight, parts[0].bias) if len(parts) == 1 else (torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts]))
    if HALF:
        return F.linear(x.bfloat16(), w.bfloat16(), b.bfloat16())
    return F.linear(x, w, b)


def gelu_tanh(x):
    """gelu(approximate='tanh') as x sigmoid(x (a + b x^2)): the same function, cheaper on a CPU."""
    y, a = x.float(), 2 * math.sqrt(2 / math.pi)
    return (y * torch.sigmoid(y * (a + a * 0.044715 * y * y))).to(x.dtype)


def modulate(x, shift, scale):
    """LayerNorm without affine (eps 1e-6), then (1 + scale) x + shift; [B,d] over [B,S,d]."""
    return F.layer_norm(x, x.shape[-1:], eps=1e-6) * (1 + scale[:, None]) + shift[:, None]


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = x.float()
        return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight).to(x.dtype)


def heads_of(x, count):
    """[B,S,count d] -> count tensors [B,H,S,D]."""
    b, s, w = x.shape
    return x.reshape(b, s, count, w // count // D, D).permute(2, 0, 3, 1, 4).unbind(0)


def attention(q, k, v, keep=None):
    """softmax(q k^T / sqrt(D)) v; [B,H,S,D] -> [B,S,d]."""
    scores = ((q * D ** -.5) @ k.transpose(-1, -2)).float()
    weights = (scores if MASK is None else scores + MASK).softmax(-1)
    if keep is not None:
        keep.append(weights)
    return (weights.to(v.dtype) @ v).transpose(1, 2).flatten(2)


class Modulation(nn.Module):
    """AdaLayerNormZero / AdaLayerNormContinuous: only the linear holds weights."""

    def __init__(self, d, parts):
        super().__init__()
        self.linear, self.parts = nn.Linear(d, parts * d), parts

    def forward(self, c):
        return self.linear(F.silu(c)).chunk(self.parts, -1)


class Gelu(nn.Module):
    def __init__(self, d, mlp):
        super().__init__()
        self.proj = nn.Linear(d, int(mlp * d))


class FeedForward(nn.Module):
    def __init__(self, d, mlp):
        super().__init__()
        self.net = nn.ModuleList([Gelu(d, mlp), nn.Identity(), nn.Linear(int(mlp * d), d)])

    def forward(self, x):
        return linear(gelu_tanh(linear(x, self.net[0].proj)), self.net[2])


class Attention(nn.Module):
    """Projections of one or two kinds of row."""

    def __init__(self, d, context=False, context_out=False):
        super().__init__()
        self.to_q, self.to_k, self.to_v = (nn.Linear(d, d) for _ in range(3))
        self.to_out = nn.ModuleList([nn.Linear(d, d), nn.Identity()])
        self.norm_q, self.norm_k = RMSNorm(D), RMSNorm(D)
        if context:
            self.add_q_proj, self.add_k_proj, self.add_v_proj = (nn.Linear(d, d) for _ in range(3))
            self.norm_added_q, self.norm_added_k = RMSNorm(D), RMSNorm(D)
        if context_out:
            self.to_add_out = nn.Linear(d, d)

    def image(self, x):
        q, k, v = heads_of(linear(x, self.to_q, self.to_k, self.to_v), 3)
        return self.norm_q(q), self.norm_k(k), v

    def text(self, x):
        q, k, v = heads_of(linear(x, self.add_q_proj, self.add_k_proj, self.add_v_proj), 3)
        return self.norm_added_q(q), self.norm_added_k(k), v


class JointBlock(nn.Module):
    """JointTransformerBlock; the last one is `context_pre_only`."""

    def __init__(self, d, mlp, last):
        super().__init__()
        self.last = last
        self.norm1, self.norm1_context = Modulation(d, 6), Modulation(d, 2 if last else 6)
        self.attn, self.ff = Attention(d, True, not last), FeedForward(d, mlp)
        if not last:
            self.ff_context = FeedForward(d, mlp)

    def forward(self, text, image, c, keep=None):
        m, n = self.norm1(c), self.norm1_context(c)
        # AdaLayerNormContinuous gives scale first, AdaLayerNormZero shift first.
        shift, scale = (n[1], n[0]) if self.last else n[:2]
        rows = [self.attn.text(modulate(text, shift, scale)), self.attn.image(modulate(image, m[0], m[1]))]
        out = attention(*(torch.cat(x, 2) for x in zip(*rows)), keep)
        cut = text.shape[1]
        image = image + m[2][:, None] * linear(out[:, cut:], self.attn.to_out[0])
        image = image + m[5][:, None] * self.ff(modulate(image, m[3], m[4]))
        if self.last:
            return text, image
        text = text + n[2][:, None] * linear(out[:, :cut], self.attn.to_add_out)
        return text + n[5][:, None] * self.ff_context(modulate(text, n[3], n[4])), image


class SharedBlock(nn.Module):
    """One set of weights for text and image rows."""

    def __init__(self, d, mlp, last):
        super().__init__()
        self.norm1, self.attn, self.ff = Modulation(d, 6), Attention(d), FeedForward(d, mlp)

    def forward(self, text, image, c, keep=None):
        m, x = self.norm1(c), torch.cat([text, image], 1)
        x = x + m[2][:, None] * linear(attention(*self.attn.image(modulate(x, m[0], m[1])), keep), self.attn.to_out[0])
        x = x + m[5][:, None] * self.ff(modulate(x, m[3], m[4]))
        return x[:, :text.shape[1]], x[:, text.shape[1]:]


class CrossBlock(nn.Module):
    """Self-attention and feed-forward modulated by time and pooled text; between them cross-attention to the
    frozen text rows, unmodulated and ungated (PixArt-alpha, pixart_transformer; SD v1.5 likewise)."""

    def __init__(self, d, mlp, last):
        super().__init__()
        self.norm1, self.attn1, self.attn2, self.ff = Modulation(d, 6), Attention(d), Attention(d), FeedForward(d, mlp)

    def forward(self, text, image, c, keep=None):
        m = self.norm1(c)
        image = image + m[2][:, None] * linear(attention(*self.attn1.image(modulate(image, m[0], m[1]))), self.attn1.to_out[0])
        q, = heads_of(linear(F.layer_norm(image, image.shape[-1:], eps=1e-6), self.attn2.to_q), 1)
        k, v = heads_of(linear(text, self.attn2.to_k, self.attn2.to_v), 2)
        out = attention(self.attn2.norm_q(q), self.attn2.norm_k(k), v, keep)
        image = image + linear(out, self.attn2.to_out[0])
        return text, image + m[5][:, None] * self.ff(modulate(image, m[3], m[4]))


BLOCKS = {"joint": JointBlock, "shared": SharedBlock, "cross": CrossBlock}


class Mlp(nn.Module):
    def __init__(self, width, d):
        super().__init__()
        self.linear_1, self.linear_2 = nn.Linear(width, d), nn.Linear(d, d)

    def forward(self, x):
        return self.linear_2(F.silu(self.linear_1(x)))


class Conditioning(nn.Module):
    """CombinedTimestepTextProjEmbeddings: c [B,d] from t in 0..1000 and pooled [B,160]."""

    def __init__(self, d):
        super().__init__()
        self.timestep_embedder, self.text_embedder = Mlp(256, d), Mlp(POOLED_WIDTH, d)

    def forward(self, t, pooled):
        freqs = torch.exp(-math.log(10000.0) * torch.arange(128, device=t.device, dtype=torch.float32) / 128)
        angle = t.float()[:, None] * freqs
        return self.timestep_embedder(torch.cat([angle.cos(), angle.sin()], -1)) + self.text_embedder(pooled)


def positions(side, d):
    """diffusers' get_2d_sincos_pos_embed for a grid of 16 -> [side*side, d]: sines and cosines of x, then of y.
    A coarser grid (the small-pictures stage) sits at the centres of the fine one's cells."""
    step = FINE / side
    at = torch.arange(side, dtype=torch.float64) * step + (step - 1) / 2
    omega = 1 / 10000 ** (torch.arange(d // 4, dtype=torch.float64) / (d / 4))
    line = torch.cat([(at[:, None] * omega).sin(), (at[:, None] * omega).cos()], -1)       # [side, d/2]
    x, y = line[None].expand(side, -1, -1), line[:, None].expand(-1, side, -1)
    return torch.cat([x, y], -1).reshape(side * side, d).float()


class PatchEmbed(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.proj = nn.Conv2d(LATENT, d, PATCH, PATCH)

    def forward(self, z):
        """[B,4,2g,2g] -> [B,g*g,d] with positions."""
        b, c, h, w = z.shape
        x = z.reshape(b, c, h // 2, 2, w // 2, 2).permute(0, 2, 4, 1, 3, 5).reshape(b, h * w // 4, c * 4)
        x = F.linear(x, self.proj.weight.flatten(1), self.proj.bias)
        return x + positions(h // 2, x.shape[-1]).to(x.device)


class Denoiser(nn.Module):
    """latent [B,4,2g,2g], text [B,77,160], pooled [B,160], t [B] in 0..1000 -> velocity or noise [B,4,2g,2g]."""

    def __init__(self, kind="joint"):
        super().__init__()
        size = SIZES[kind]
        d, n, mlp = D * size["heads"], size["blocks"], size["mlp"]
        self.pos_embed, self.time_text_embed = PatchEmbed(d), Conditioning(d)
        self.context_embedder = nn.Linear(TEXT_WIDTH, d)
        self.transformer_blocks = nn.ModuleList(BLOCKS[kind](d, mlp, i == n - 1) for i in range(n))
        self.norm_out, self.proj_out = Modulation(d, 2), nn.Linear(d, PATCH * PATCH * LATENT)
        initialise(self)

    def forward(self, z, text, pooled, t, keep=None):
        b, _, h, w = z.shape
        image, c, text = self.pos_embed(z), self.time_text_embed(t, pooled), self.context_embedder(text)
        for block in self.transformer_blocks:
            text, image = block(text, image, c, keep)
        scale, shift = self.norm_out(c)
        y = self.proj_out(modulate(image, shift, scale)).reshape(b, h // 2, w // 2, 2, 2, LATENT)
        return y.permute(0, 5, 1, 3, 2, 4).reshape(b, LATENT, h, w)


def initialise(model):
    """Xavier for matrices, zero biases; adaLN-Zero: modulations, the last layer and ungated cross-attention start at 0."""
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear):
            zero = ("norm" in name and name.endswith("linear")) or name == "proj_out" or name.endswith("attn2.to_out.0")
            (nn.init.zeros_ if zero else nn.init.xavier_uniform_)(module.weight)
            nn.init.zeros_(module.bias)
    nn.init.xavier_uniform_(model.pos_embed.proj.weight.view(model.pos_embed.proj.weight.shape[0], -1))
    nn.init.zeros_(model.pos_embed.proj.bias)


CONFIG = dict(sample_size=32, patch_size=2, in_channels=4, num_layers=4, attention_head_dim=32, num_attention_heads=4,
              joint_attention_dim=TEXT_WIDTH, caption_projection_dim=128, pooled_projection_dim=POOLED_WIDTH, out_channels=4,
              pos_embed_max_size=16, dual_attention_layers=(), qk_norm="rms_norm")
