#!/usr/bin/env python3
"""Write tests/fixtures/blocks-reference.safetensors: small blocks with random weights, run in PyTorch.

Each block is written here from torch's own layers, after the published code it names, so that core/blocks is
compared with something it shares no line with. Weights carry the names that core/blocks visits; the input x,
text and c and the outputs lie beside them. Runs on Debian's PyTorch 1.13 and later: /usr/bin/python3 tools/dump_reference.py"""
import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

SEED, D, H, T, GRID = 20240305, 16, 2, 5, 3          # width, heads, text tokens, image tokens a side
I, HIDDEN, CONTEXT, AXES = GRID * GRID, 4 * D, 12, (2, 2, 4)


def attend(q, k, v, heads=H, mask=None):
    """[Q,d], [K,d], [K,d] -> ([Q,d], [H,Q,K])."""
    q, k, v = (x.reshape(len(x), heads, -1).transpose(0, 1) for x in (q, k, v))
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    weights = (scores if mask is None else scores.masked_fill(~mask, float("-inf"))).softmax(-1)
    return (weights @ v).transpose(0, 1).reshape(q.shape[1], -1), weights


def rms(x, weight, heads=H):
    x = x.reshape(len(x), heads, -1)
    return (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * weight).reshape(len(x), -1)


def rope(x, ids, heads=H):
    """black-forest-labs/flux src/flux/math.py: rope and apply_rope, for one sequence."""
    parts = []
    for axis, dim in enumerate(AXES):
        omega = 1.0 / (10000 ** (torch.arange(0, dim, 2, dtype=torch.float64) / dim))
        angle = ids[:, axis, None].double() * omega
        parts.append(torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], -1))
    turn = torch.cat(parts, 1).reshape(len(x), 1, -1, 2, 2).float()
    pairs = x.reshape(len(x), heads, -1, 1, 2)
    return (turn[..., 0] * pairs[..., 0] + turn[..., 1] * pairs[..., 1]).reshape(x.shape)


def norm(x):
    return F.layer_norm(x, x.shape[-1:], eps=1e-6)


class Stream(nn.Module):
    """Stability-AI/sd3.5 mmditx.py DismantledBlock (pre_only: the text of the last block)."""

    def __init__(self, pre_only=False, qk_norm=True):
        super().__init__()
        self.mod, self.qkv = nn.Linear(D, (2 if pre_only else 6) * D), nn.Linear(D, 3 * D)
        if qk_norm:
            self.qnorm, self.knorm = (nn.Module() for _ in range(2))
            self.qnorm.weight, self.knorm.weight = (nn.Parameter(torch.ones(D // H)) for _ in range(2))
        if not pre_only:
            self.out, self.fc1, self.fc2 = nn.Linear(D, D), nn.Linear(D, HIDDEN), nn.Linear(HIDDEN, D)

    def before(self, x, c):
        mods = self.mod(F.silu(c)).chunk(len(self.mod.bias) // D)
        q, k, v = self.qkv(norm(x) * (1 + mods[1]) + mods[0]).chunk(3, -1)
        if hasattr(self, "qnorm"):
            q, k = rms(q, self.qnorm.weight), rms(k, self.knorm.weight)
        return q, k, v, mods

    def after(self, x, attended, mods):
        x = x + mods[2] * self.out(attended)
        return x + mods[5] * self.fc2(F.gelu(self.fc1(norm(x) * (1 + mods[4]) + mods[3]), approximate="tanh"))


class MMDiT(nn.Module):
    def __init__(self, last=False):
        super().__init__()
        self.text, self.image = Stream(last), Stream()

    def forward(self, text, image, c, mask=None):
        tq, tk, tv, tm = self.text.before(text, c)
        iq, ik, iv, im = self.image.before(image, c)
        out, weights = attend(torch.cat([tq, iq]), torch.cat([tk, ik]), torch.cat([tv, iv]), mask=mask)
        image = self.image.after(image, out[T:], im)
        return (self.text.after(text, out[:T], tm) if hasattr(self.text, "out") else text), image, weights


class FluxSingle(nn.Module):
    """black-forest-labs/flux src/flux/modules/layers.py SingleStreamBlock."""

    def __init__(self):
        super().__init__()
        self.modulation = nn.ModuleDict({"lin": nn.Linear(D, 3 * D)})
        self.linear1, self.linear2 = nn.Linear(D, 3 * D + HIDDEN), nn.Linear(D + HIDDEN, D)
        self.norm = nn.ModuleDict({n: nn.Module() for n in ("query_norm", "key_norm")})
        for part in self.norm.values():
            part.scale = nn.Parameter(torch.ones(D // H))

    def forward(self, x, c, ids):
        shift, scale, gate = self.modulation["lin"](F.silu(c)).chunk(3)
        qkv, hidden = self.linear1((1 + scale) * norm(x) + shift).split([3 * D, HIDDEN], -1)
        q, k, v = qkv.chunk(3, -1)
        q, k = rms(q, self.norm["query_norm"].scale), rms(k, self.norm["key_norm"].scale)
        attended, _ = attend(rope(q, ids), rope(k, ids), v)
        return x + gate * self.linear2(torch.cat([attended, F.gelu(hidden, approximate="tanh")], -1))


class CrossDiT(Stream):
    """A DiT block with cross-attention between self-attention and MLP (tools/train's baseline)."""

    def __init__(self):
        super().__init__()
        self.cross_q, self.cross_kv, self.cross_out = nn.Linear(D, D), nn.Linear(CONTEXT, 2 * D), nn.Linear(D, D)
        self.cross_qnorm, self.cross_knorm = (nn.Module() for _ in range(2))
        self.cross_qnorm.weight, self.cross_knorm.weight = (nn.Parameter(torch.ones(D // H)) for _ in range(2))

    def forward(self, x, text, c):
        q, k, v, m = self.before(x, c)
        x = x + m[2] * self.out(attend(q, k, v)[0])
        k, v = self.cross_kv(text).chunk(2, -1)
        q, k = rms(self.cross_q(norm(x)), self.cross_qnorm.weight), rms(k, self.cross_knorm.weight)
        x = x + self.cross_out(attend(q, k, v)[0])
        return x + m[5] * self.fc2(F.gelu(self.fc1(norm(x) * (1 + m[4]) + m[3]), approximate="tanh"))


class UNet(nn.Module):
    """huggingface/diffusers BasicTransformerBlock as SD v1.5 uses it (GEGLU, no bias on q, k, v)."""

    def __init__(self):
        super().__init__()
        for i, context in ((1, D), (2, CONTEXT)):
            attention = nn.Module()
            attention.to_q = nn.Linear(D, D, bias=False)
            attention.to_k, attention.to_v = (nn.Linear(context, D, bias=False) for _ in range(2))
            attention.to_out = nn.ModuleList([nn.Linear(D, D)])
            setattr(self, f"attn{i}", attention)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(D) for _ in range(3))
        geglu = nn.Module()
        geglu.proj = nn.Linear(D, 8 * D)
        self.ff = nn.ModuleDict({"net": nn.ModuleList([geglu, nn.Identity(), nn.Linear(4 * D, D)])})

    @staticmethod
    def read(attention, x, source):
        return attention.to_out[0](attend(attention.to_q(x), attention.to_k(source), attention.to_v(source))[0])

    def forward(self, x, text):
        h = self.norm1(x)
        x = x + self.read(self.attn1, h, h)
        x = x + self.read(self.attn2, self.norm2(x), text)
        value, gate = self.ff["net"][0].proj(self.norm3(x)).chunk(2, -1)
        return x + self.ff["net"][2](value * F.gelu(gate))


def shuffled(module):
    """Every parameter moved away from its start, so that no gate is 0 and no norm weight is 1."""
    for p in module.parameters():
        p.add_(torch.randn_like(p) * (.3 if p.dim() == 1 else .15))
    return module


def collect():
    text, image, c = torch.randn(T, D), torch.randn(I, D), torch.randn(D)
    wide = torch.randn(T, CONTEXT)                            # text for the cross-attention blocks
    out = {"text": text, "image": image, "c": c, "context": wide}
    deaf = torch.ones(T + I, T + I, dtype=torch.bool)
    deaf[T:, :T] = False                                      # image_reads_text cut
    ids = torch.zeros(T + I, 3)
    ids[T:, 1], ids[T:, 2] = torch.arange(I) // GRID, torch.arange(I) % GRID

    def add(name, module, results):
        out.update({f"{name}.{k}": v for k, v in module.state_dict().items()})
        out.update({f"{name}:{k}": v for k, v in results.items()})

    dit = shuffled(Stream(qk_norm=False))
    q, k, v, mods = dit.before(image, c)
    add("dit", dit, {"image": dit.after(image, attend(q, k, v)[0], mods)})
    for name, last, mask in (("mmdit", False, None), ("last", True, None), ("deaf", False, deaf)):
        block = shuffled(MMDiT(last))
        t, i, weights = block(text, image, c, mask)
        add(name, block, {"text": t, "image": i, "weights": weights})
    flux = shuffled(FluxSingle())
    add("flux", flux, {"joint": flux(torch.cat([text, image]), c, ids)})
    cross = shuffled(CrossDiT())
    add("cross", cross, {"image": cross(image, wide, c)})
    unet = shuffled(UNet())
    add("unet", unet, {"image": unet(image, wide)})
    return {k: v.detach().float().numpy() for k, v in out.items()}


def write(path, tensors, info):
    """A safetensors file, all F32."""
    header, blobs, at = {}, [], 0
    for name in sorted(tensors):
        blob = np.ascontiguousarray(tensors[name]).tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensors[name].shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    data = b"".join(blobs)
    info["data_sha256"] = hashlib.sha256(data).hexdigest()
    text = json.dumps({"__metadata__": {k: str(v) for k, v in info.items()}, **header}, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return at


def main():
    torch.manual_seed(SEED)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "tests/fixtures/blocks-reference.safetensors"
    with torch.no_grad():
        tensors = collect()
    info = {"seed": SEED, "torch": torch.__version__, "numpy": np.__version__, "python": sys.version.split()[0],
            "width": D, "heads": H, "text_tokens": T, "grid": GRID, "hidden": HIDDEN, "context": CONTEXT, "made_by": "tools/dump_reference.py"}
    print(path, write(path, tensors, info), "bytes")


if __name__ == "__main__":
    main()
