"""Shared by the evaluation: prompts with their scenes, generation, scores with standard errors."""
import contextlib
import random

import numpy as np
import torch
import torch.nn.functional as F

from . import captions, mmdit, samplers, scenes, vae
from .checker import Checker, judge
from .common import DEVICE, fast_bfloat16, load, rows_of
from .readers import EMPTY, drop

ATTRIBUTES = ("setting", "time", "count", "subject", "colour", "bound", "relation", "all")


def load_checker(name="checker_final.pt"):
    model = Checker().to(DEVICE)
    model.load_state_dict(load(name)["state"])
    return model.eval()


def prompts(n, seed, want_held_out=False, kind=None, layouts=None):
    """-> n scenes and their captions, of one kind ('postcard', 'shapes') and layouts if given."""
    rng, out = random.Random(f"evaluate-{seed}"), []
    share = {"postcard": 0.0, "shapes": 1.0, None: .3}[kind]
    while len(out) < n:
        scene = scenes.sample(rng, share, want_held_out)
        if layouts is None or scene.layout in layouts:
            out.append((scene, captions.caption(scene, rng)))
    return [s for s, _ in out], [t for _, t in out]


@torch.no_grad()
def encode_rows(readers, rows):
    """Word indices [B,MOST] -> text rows [B,77,160], pooled [B,160]."""
    return readers(rows)


@torch.no_grad()
def encode(readers, texts, keep=None):
    """-> text rows [B,77,160], pooled [B,160]; keep: 3 of 0/1 for (clip_l, clip_g, t5)."""
    text, pooled = encode_rows(readers, rows_of(texts))
    if keep is not None:
        text, pooled = drop(text, pooled, torch.tensor([keep], dtype=torch.float32, device=DEVICE).expand(len(texts), 3))
    return text, pooled


@torch.no_grad()
def empty_prompt(readers, keep=None):
    """The prompt "", which guidance compares with: text rows [1,77,160] and pooled [1,160]."""
    text, pooled = readers(EMPTY)
    return (text, pooled) if keep is None else drop(text, pooled, torch.tensor([keep], dtype=torch.float32))


@contextlib.contextmanager
def coarse():
    """Products in bfloat16 where pictures are only judged; distances between latents are taken in float32."""
    mmdit.HALF = fast_bfloat16()
    try:
        yield
    finally:
        mmdit.HALF = False


def generate(system, texts, seeds, keep=None, change=None, batch=32, **options):
    """-> pictures [B,3,64,64] and latents; `system` has model, arm, readers, vae, defaults.

    `change(text, pooled)` may edit the conditioning.  A compiled model sees whole batches alone: the last one is filled up."""
    images, latents, empty, count = [], [], empty_prompt(system.readers, keep), len(texts)
    if getattr(system, "compiled", False):
        texts, seeds = [[*given, *given[-1:] * (-count % batch)] for given in (texts, seeds)]
    for i in range(0, len(texts), batch):
        text, pooled = encode(system.readers, texts[i:i + batch], keep)
        if change:
            text, pooled = change(text, pooled)
        z = sample(system, samplers.noise(seeds[i:i + batch], getattr(system, "side", 32)).to(DEVICE), text, pooled, empty, **options)
        with torch.no_grad():
            images.append(full_size(vae.decode(system.vae, z).clamp(-1, 1)))
        latents.append(z)
    return torch.cat(images)[:count], torch.cat(latents)[:count]


def full_size(images):
    """Small pictures as the checker looks at them: doubled."""
    return images if images.shape[-1] == 64 else F.interpolate(images, scale_factor=2, mode="bilinear", align_corners=False)


def sample(system, x, text, pooled, empty, steps=None, guidance=None, shift=None, levels=None):
    """The arm's own sampler: Euler for a velocity, DDIM for a noise or v estimate; or DDIM on a flow network with `levels`."""
    d = system.defaults
    steps, guidance = steps or d["steps"], guidance or d["guidance_scale"]
    objective = system.objective
    if objective == "velocity" and levels is None:
        return samplers.flow(system.model, x, text, pooled, empty, steps, guidance, shift or d.get("shift", 1.0))
    form = {"velocity": "velocity", "noise": "noise", "v_diffusion": "v"}[objective]
    levels = levels or (samplers.cosine_levels(steps) if form == "v" else samplers.sd_levels(steps))
    return samplers.ddim(system.model, x, text, pooled, empty, steps, guidance, levels, form)


class System:
    """A denoiser with the exported readers and VAE; `tag` picks a checkpoint instead of the export."""

    def __init__(self, arm="flow", tag=None):
        from .export import defaults, denoiser_state, load_export
        from .train_denoiser import ARMS, build
        flow, self.readers, self.vae, config = load_export()
        self.arm, self.model, self.objective = arm, flow, ARMS[arm][1]
        if tag is not None:
            state, samples = denoiser_state(arm, tag)
            self.model = build(arm)
            self.model.load_state_dict(state)
            self.model.eval()
            config = {"defaults": defaults(arm), "samples_trained": samples}
        elif arm != "flow":
            self.model, config = load_export(arm)
        self.defaults, self.samples = config["defaults"], config["samples_trained"]

    def compile(self):
        """Several times faster, for tasks that only look at pictures: nothing inside of the model can be listened to."""
        self.model, self.compiled = torch.compile(self.model, dynamic=False), True
        return self


def rate(values):
    """-> {value, se, n} of a list of booleans or numbers."""
    v = np.asarray(values, np.float64)
    if len(v) == 0:
        return {"value": None, "se": None, "n": 0}
    if set(np.unique(v)) <= {0.0, 1.0}:
        se = proportion_error(v.mean(), len(v))
    else:
        se = v.std(ddof=1 if len(v) > 1 else 0) / np.sqrt(len(v))
    return {"value": round(float(v.mean()), 4), "se": round(float(se), 4), "n": len(v)}


def proportion_error(p, n):
    """Standard error of a proportion after Agresti and Coull (two successes and two failures
    are added), so that 0 of n and n of n do not look certain."""
    q = (p * n + 2) / (n + 4)
    return float(np.sqrt(q * (1 - q) / (n + 4)))


def judge_all(checker, batch, images):
    return [judge(s, seen) for s, seen in zip(batch, checker.look(images))]


def table(results):
    """List of judge() dicts -> attribute -> {value, se, n}."""
    return {a: rate([r[a] for r in results if a in r]) for a in ATTRIBUTES if any(a in r for r in results)}
