"""Prepare the denoisers' training set once: latents of renders, and captions as ids.

`.train/latents_{low,high}_{part}.npy` float16 [n,4,g,g] (low: the 32 x 32 average picture, g = 16;
high: g = 32) and `.train/rows_{low,high}_{part}.npy` int16 [n,CAPTIONS,MOST] word indices."""
import argparse
import random

import numpy as np
import torch
import torch.nn.functional as F

from . import scenes as scenes_of
from .captions import bare_caption
from .common import DEVICE, WORK, load_vae, pictures, rows_of, scene_batch, setup, texts_of
from .tokenizer import MOST
from .vae import encode

CAPTIONS = 6                        # wordings a picture
UNKNOWN_RATE = .02                  # words swapped for the unknown one
SIDE = {"low": 16, "high": 32}


@torch.no_grad()
def prepare(size, part, count, only=None, shapes=.32, bare=0.0, batch=50):
    """`only`: every scene of the part shows this thing, or is of `copies` or of `threes` (what is learnt last needs more
    showing); `shapes`: share of plain shapes; `bare`: share of captions without article and number."""
    setup()
    rng = random.Random(f"{size}-{part}")                       # its own seed: parts never repeat
    vae = load_vae()
    g = SIDE[size]
    latents = np.zeros((count, 4, g, g), np.float16)
    rows = np.zeros((count, CAPTIONS, MOST), np.int16)
    for i in range(0, count, batch):
        scenes = [next_scene(rng, only, shapes) for _ in range(batch)] if only else scene_batch(rng, batch, shapes)
        x = pictures(scenes).to(DEVICE)
        x = F.avg_pool2d(x, 2) if size == "low" else x
        latents[i:i + batch] = encode(vae, x).cpu().numpy()
        for k in range(CAPTIONS):
            rows[i:i + batch, k] = rows_of(wordings(scenes, rng, bare), rng, UNKNOWN_RATE)
    np.save(WORK / f"latents_{size}_{part}.npy", latents)
    np.save(WORK / f"rows_{size}_{part}.npy", rows)


def wordings(scenes, rng, bare):
    texts = texts_of(scenes, rng)
    if not bare:                       # parts that were drawn before there were bare captions stay what they are
        return texts
    return [bare_caption(s, rng) if s.layout in ("one", "copies") and rng.random() < bare else t for s, t in zip(scenes, texts)]


def next_scene(rng, only, shapes):
    while True:
        scene = scenes_of.sample(rng, shapes, False)
        if shows(scene, only):
            return scene


def shows(scene, only):
    if only == "copies":
        return scene.layout == "copies"
    if only == "threes":
        return len(scene.items) == 3
    return any(name == only for name, _ in scene.items)


class Dataset:
    """Random batches from the prepared parts."""

    def __init__(self, size):
        paths = sorted(WORK.glob(f"latents_{size}_*.npy"))
        if not paths:
            raise SystemExit(f"no data: run python3 -m tinysd3.prepare_data {size} first")
        self.latents = [np.load(p, mmap_mode="r") for p in paths]
        self.rows = [np.load(str(p).replace("latents_", "rows_")) for p in paths]
        self.count = sum(len(x) for x in self.latents)

    def batch(self, n, rng):
        """-> latents float [n,4,g,g], word indices int16 [n,MOST]."""
        part = rng.integers(len(self.latents))
        at = np.sort(rng.integers(len(self.latents[part]), size=n))
        return (torch.from_numpy(self.latents[part][at].astype(np.float32)),
                self.rows[part][at, rng.integers(CAPTIONS, size=n)])


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("size", choices=SIDE)
    p.add_argument("--part", type=int, default=0)
    p.add_argument("--count", type=int, default=60000)
    p.add_argument("--only", default=None, metavar="SUBJECT|copies|threes")
    p.add_argument("--shapes", type=float, default=.32, help="share of plain shapes")
    p.add_argument("--bare", type=float, default=0.0, help="share of captions without article and number")
    a = p.parse_args()
    prepare(a.size, a.part, a.count, a.only, a.shapes, a.bare)
