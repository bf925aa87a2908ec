"""The experiment: every change by itself, on small pictures (32 x 32; 64 image and 77 text rows).

    python -m tinysd3.experiment            trains what is missing, measures what is missing, joins; run again to go on

Each arm (train_denoiser.ARMS) sees the same data in the same order, the same readers and autoencoder, the same number
of samples, batch and averaging.  Its learning rate is the best of three on held-out loss, its guidance the best of six on
prompts kept apart (compare.py).  Files: `<arm>_x<scale>.pt` of the sweep, `<arm>_s<seed>.pt`, `.train/compare/*.json`."""
import argparse
import subprocess
import sys

import numpy as np
import torch

from .common import DEVICE, WORK, exists, load, load_readers, save, setup
from .measure import encode_rows
from .prepare_data import CAPTIONS, SIDE
from .train_denoiser import ARMS, build, learn
from .export import denoiser_state

HELD_OUT = 9                              # part of the data that no training sees (its files begin with "held")
SCALES = (0.5, 1.0, 2.0)                  # of the learning rates 0.015 (Muon) and 0.0015 (AdamW)
RATE_MUON, RATE_ADAM = .015, 1.5e-3


def run(*words):
    print("==", *words, flush=True)
    subprocess.run([sys.executable, "-m", *map(str, words)], check=True)


COMPILE = ["--compile"]


def train(arm, tag, until, seed, scale):
    name = f"{arm}{tag}.pt"
    if exists(name) and load(name)["samples"] >= until:
        return
    run("tinysd3.train_denoiser", arm, "low", "--tag", tag, "--until", until, "--decay", until // 3, "--seed", seed, *COMPILE,
        "--lr-muon", RATE_MUON * scale, "--lr-adam", RATE_ADAM * scale, "--snapshot-every", 0, "--log-every", 4000,
        "--batch", 64, "--pieces", 1)      # one piece a step: half as many samples again a second as four of 16


def held_out():
    """Latents and captions that no training sees."""
    paths = [WORK / f"held_{k}_low.npy" for k in ("latents", "rows")]
    if not paths[0].exists():
        run("tinysd3.prepare_data", "low", "--part", HELD_OUT, "--count", 2000)
        for path, kind in zip(paths, ("latents", "rows")):
            (WORK / f"{kind}_low_{HELD_OUT}.npy").rename(path)
    return [np.load(p) for p in paths]


@torch.no_grad()
def own_loss(arm, tag, count=1024):
    """Held-out loss in the arm's own unit: compares learning rates of one arm, never two arms."""
    latents, rows = held_out()
    model, readers = build(arm).to(DEVICE), load_readers()
    model.load_state_dict(denoiser_state(arm, tag)[0])
    generator, total = torch.Generator().manual_seed(5), 0.0
    for i in range(0, count, 64):
        text, pooled = encode_rows(readers, rows[i:i + 64, (i // 64) % CAPTIONS])
        x0 = torch.from_numpy(latents[i:i + 64].astype(np.float32)).to(DEVICE)
        total += learn(arm, model, x0, text, pooled, generator)[0].item() * len(x0)
    return total / count


def best_scale(arm, samples):
    """The learning rate's factor with the least held-out loss after `samples` of seed 100."""
    name = f"sweep_{arm}.pt"
    if not exists(name):
        losses = {}
        for scale in SCALES:
            train(arm, f"_x{scale}", samples, 100, scale)
            losses[scale] = own_loss(arm, f"_x{scale}")
        save({"losses": losses, "samples": samples, "best": min(losses, key=losses.get)}, name)
    print(arm, load(name), flush=True)
    return load(name)["best"]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--arms", nargs="*", default=list(ARMS), choices=list(ARMS))
    p.add_argument("--seeds", type=int, nargs="*", default=[0, 1])
    p.add_argument("--samples", type=int, default=120000)
    p.add_argument("--sweep-samples", type=int, default=24000)
    p.add_argument("--n", type=int, default=200)
    p.add_argument("--no-compile", action="store_true")
    a = p.parse_args()
    if a.no_compile:
        COMPILE.clear()
    setup(a.seeds[0])
    assert SIDE["low"] == 16
    held_out()
    scales = {arm: best_scale(arm, a.sweep_samples) for arm in a.arms}
    for seed in a.seeds:                  # a whole row of the table before the next seed
        for arm in a.arms:
            train(arm, f"_s{seed}", a.samples, seed, scales[arm])
    if not exists("checker_low_final.pt"):
        run("tinysd3.train_checker", "--low", "--steps", 2000, "--seconds", 100000)
    for seed in a.seeds:
        for arm in a.arms:
            run("tinysd3.compare", arm, f"_s{seed}", "--n", a.n)
    run("tinysd3.compare", "--join")


if __name__ == "__main__":
    main()
