"""Shared by the evaluation: prompts with their scenes, generation, scores with standard errors."""
import random

import numpy as np
import torch

from . import captions, samplers, scenes, tokenizer
from .checker import Checker, judge
from .common import DEVICE, load
from .encoders import drop

ATTRIBUTES = ("setting", "time", "count", "subject", "colour", "bound", "relation", "all")


def load_checker():
    model = Checker().to(DEVICE)
    model.load_state_dict(load("checker_final.pt")["state"])
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


def encode(encoders, texts, keep=None):
    """-> features [B,77,288], pooled [B,128]; keep: 3 of 0/1 for (clip_l, clip_g, t5)."""
    ids = torch.from_numpy(np.stack([tokenizer.encode(t) for t in texts])).to(DEVICE)
    with torch.no_grad():
        features, pooled = encoders(ids)
        if keep is not None:
            features, pooled = drop(features, pooled, torch.tensor([keep], dtype=torch.float32, device=DEVICE).expand(len(texts), 3))
    return features, pooled


def generate(system, texts, seeds, keep=None, change=None, batch=16, **options):
    """-> pictures [B,3,64,64] and latents; `system` has model, kind, encoders, vae, defaults.

    `change(features, pooled)` may edit the conditioning."""
    images, latents = [], []
    for i in range(0, len(texts), batch):
        features, pooled = encode(system.encoders, texts[i:i + batch], keep)
        if change:
            features, pooled = change(features, pooled)
        x, part = samplers.noise(seeds[i:i + batch]).to(DEVICE), seeds[i:i + batch]
        z = sample(system, x, features, pooled, part, **options)
        with torch.no_grad():
            images.append(system.vae.decode(z).clamp(-1, 1))
        latents.append(z)
    return torch.cat(images), torch.cat(latents)


def sample(system, x, features, pooled, seeds, sampler=None, steps=None, guidance=None, shift=None):
    d = system.defaults
    steps, guidance = steps or d["steps"], guidance or d["guidance"]
    if system.kind == "ddpm":
        ancestral = (sampler or d.get("sampler")) == "ancestral"
        return samplers.ddpm(system.model, x, features, pooled, steps, guidance, seeds if ancestral else None)
    return samplers.flow(system.model, x, features, pooled, steps, guidance, shift or d["shift"], heun=sampler == "heun")


class System:
    """A denoiser with the exported encoders and VAE; `tag` picks a checkpoint instead of the export."""

    def __init__(self, kind="flow", tag=None):
        from .export import denoiser_state, load_export
        from .train_denoiser import build
        flow, self.encoders, self.vae, config = load_export()
        self.kind, self.model, self.defaults = kind, flow, config["defaults"]
        self.samples = config["samples_trained"]
        if kind != "flow":
            self.model, config = load_export(kind)
            self.defaults, self.samples = config["defaults"], config["samples_trained"]
        self.stage = config.get("stage", "high")            # "low": not yet trained at full size
        if tag is not None:
            state, self.samples = denoiser_state(kind, tag)
            self.model = build(kind)
            self.model.load_state_dict(state)
            self.model.eval()


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
