"""Shared by all training scripts: paths, seeds, log, atomic checkpoints, prepared data."""
import json
import os
import random
import time
from pathlib import Path

import numpy as np
import torch

from . import captions, render, scenes, tokenizer

ROOT = Path(__file__).resolve().parents[3]
WORK = Path(os.environ.get("TINYSD3_WORK", ROOT / ".train"))
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def fast_bfloat16():
    """Whether products in bfloat16 are faster here than in float32: processors without instructions for them take fifteen times as long."""
    if DEVICE != "cpu":
        return True
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def setup(seed=0):
    """One thread a process: two processes on two cores beat one process with two threads."""
    torch.set_num_threads(int(os.environ.get("TINYSD3_THREADS", "1")))
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    WORK.mkdir(parents=True, exist_ok=True)


def save(obj, name):
    """Write, then rename: a killed run never leaves half a file."""
    path = WORK / name
    torch.save(obj, str(path) + ".tmp")
    os.replace(str(path) + ".tmp", path)


def load(name):
    return torch.load(str(WORK / name), map_location=DEVICE)


def exists(name):
    return (WORK / name).exists()


def load_vae():
    from .vae import build
    saved = load("vae_final.pt")
    vae = build(saved["scaling_factor"], saved["shift_factor"]).to(DEVICE)
    vae.load_state_dict(saved["state"])
    return vae.eval().requires_grad_(False)


def load_readers():
    """The three frozen readers."""
    from .readers import Readers
    readers = Readers().to(DEVICE)
    for name in ("clip_l", "clip_g", "t5"):
        getattr(readers, name).load_state_dict(load(f"{name}_final.pt")["state"])
    return readers.eval().requires_grad_(False)


class Log:
    """One JSON object a line: `.train/<name>.jsonl`."""

    def __init__(self, name):
        self.path, self.start = WORK / f"{name}.jsonl", time.time()

    def __call__(self, **record):
        record["seconds"] = round(time.time() - self.start, 1)
        for k, v in record.items():
            if isinstance(v, float):
                record[k] = round(v, 5)
        with open(self.path, "a") as f:
            f.write(json.dumps(record) + "\n")
        print(json.dumps(record), flush=True)


def scene_batch(rng, n, shapes=.3):
    return [scenes.sample(rng, shapes) for _ in range(n)]


def pictures(batch):
    """scenes -> float [B,3,64,64] in -1..1."""
    x = torch.from_numpy(np.stack([render.render(s) for s in batch]))
    return x.permute(0, 3, 1, 2).contiguous().float().div_(127.5).sub_(1)


def rows_of(texts, rng=None, unknown=0.0):
    """-> int16 [n, MOST] word indices; a share `unknown` of the words becomes the unknown word."""
    rows = np.stack([tokenizer.indices(t) for t in texts])
    if unknown:
        lost = np.random.default_rng(rng.getrandbits(32)).random(rows.shape) < unknown
        rows = np.where(lost & (rows >= 0), np.int16(tokenizer.UNKNOWN), rows)
    return rows


def texts_of(batch, rng):
    return [captions.caption(s, rng) for s in batch]


def lr_at(step, total, warmup=100, floor=.02):
    """Warm-up, then cosine to `floor`."""
    if step < warmup:
        return (step + 1) / warmup
    return floor + (1 - floor) * .5 * (1 + np.cos(np.pi * min(1, (step - warmup) / max(1, total - warmup))))
