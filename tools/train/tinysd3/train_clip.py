"""Train one CLIP-like text encoder against an image encoder, contrastively (CLIP, 2021).

Hard negatives are the point: for every caption the batch also holds a caption of the same
words bound otherwise ("red cat, blue dog" for "blue cat, red dog") or with one attribute
changed.  Without them the colour order of two objects stays at chance."""
import argparse
import copy
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import captions, scenes
from .backgrounds import SETTINGS, TIMES
from .common import DEVICE, Log, lr_at, pictures, save, scene_batch, setup, texts_of, tokens
from .encoders import CLIP_G, CLIP_L, Clip

EMBED = 96


class ImageTower(nn.Module):
    """32 x 32 average of the picture -> [B,96]; thrown away after training."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1), nn.SiLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.SiLU(),
            nn.Conv2d(64, 64, 3, 1, 1), nn.SiLU(), nn.Conv2d(64, 96, 3, 2, 1), nn.SiLU(), nn.Flatten(),
            nn.Linear(96 * 16, 192), nn.SiLU(), nn.Linear(192, EMBED))

    def forward(self, x):
        return F.normalize(self.net(F.avg_pool2d(x, 2)), dim=-1)


def swapped(scene, rng):
    """A scene that the same or nearly the same words describe, but not this picture."""
    s = copy.deepcopy(scene)
    if len({i for i in s.items}) >= 2 and rng.random() < .8:
        (n0, c0), (n1, c1) = s.items[:2]
        r = rng.random()
        if r < .6 and c0 != c1 and n0 != n1 and s.named[0] and s.named[1]:
            s.items[0], s.items[1] = (n0, c1), (n1, c0)
            return s
        s.items[0], s.items[1] = s.items[1], s.items[0]
        s.named = (s.named[1], s.named[0]) + tuple(s.named[2:])
        return s
    return _changed(s, rng)


def _changed(s, rng):
    """One attribute replaced by another value."""
    name, colour = s.items[0]
    what = rng.choice(("colour", "name", "count", "setting", "time") if s.kind == "postcard" else ("colour", "name", "count"))
    if what == "colour":
        s.items[0] = (name, rng.choice([c for c in scenes.SHAPE_COLOURS if c != colour]))
        s.named = (True,) + tuple(s.named[1:])
    elif what == "name":
        pool = scenes.SUBJECTS if s.kind == "postcard" else scenes.SHAPES
        s.items[0] = (rng.choice([n for n in pool if n != name and {n, name} != {"bird", "machine"}]), colour)
    elif what == "setting":
        s.setting = rng.choice([x for x in SETTINGS if x != s.setting])
    elif what == "time":
        s.time = rng.choice([x for x in TIMES if x != s.time])
    elif s.layout in ("one", "copies"):
        n = rng.choice([k for k in (1, 2, 3) if k != len(s.items)])
        s.items, s.named = [s.items[0]] * n, (s.named[0],) * n
        s.layout = "one" if n == 1 else "copies"
        return s
    else:
        s.time = rng.choice([x for x in TIMES if x != s.time])
    if s.layout == "copies":
        s.items, s.named = [s.items[0]] * len(s.items), (s.named[0],) * len(s.items)
    return s


def texts_and_negatives(batch, rng):
    """Captions, and for each one a hard negative that is worded afresh and truly differs."""
    good, bad = texts_of(batch, rng), []
    for scene, text in zip(batch, good):
        for _ in range(6):
            other = swapped(scene, rng)
            if (sorted(other.items), other.items, other.setting, other.time) != (sorted(scene.items), scene.items, scene.setting, scene.time):
                worded = captions.caption(other, rng)
                if worded != text:
                    break
        bad.append(worded)
    return good, bad


def identity(scene):
    return (scene.kind, tuple(scene.items), scene.layout, scene.setting, scene.time)


def loss_of(text_tower, head, image_tower, scale, batch, rng):
    good, bad = texts_and_negatives(batch, rng)
    image = image_tower(pictures(batch).to(DEVICE))
    text = F.normalize(head(text_tower(tokens(good + bad).to(DEVICE))[1]), dim=-1)
    logits = image @ text.t() * scale.exp().clamp(max=60)                   # [B, 2B]
    n = len(batch)
    names = [identity(s) for s in batch]
    same = torch.tensor([[i != j and names[i] == names[j] for j in range(n)] for i in range(n)], device=DEVICE)
    logits = logits.masked_fill(torch.cat([same, torch.zeros_like(same)], 1), -1e4)
    target = torch.arange(n, device=DEVICE)
    loss = F.cross_entropy(logits, target) + F.cross_entropy(logits[:, :n].t(), target)
    won = (logits.diagonal() > logits[:, n:].diagonal()).float().mean()
    return loss, won.item()


@torch.no_grad()
def held_out_score(text_tower, head, image_tower, scale, n=512):
    """Share of held-out scenes whose caption beats its own hard negative."""
    rng = random.Random(7)
    batch = [scenes.sample(rng, .3, True) for _ in range(n)]
    return loss_of(text_tower, head, image_tower, scale, batch, rng)[1]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("which", choices=("clip_l", "clip_g"))
    p.add_argument("--seconds", type=float, default=300)
    p.add_argument("--steps", type=int, default=100000)
    p.add_argument("--batch", type=int, default=96)
    a = p.parse_args()
    seed = {"clip_l": 2, "clip_g": 3}[a.which]
    setup(seed)
    rng, log = random.Random(seed), Log(a.which)
    tower = Clip(**(CLIP_L if a.which == "clip_l" else CLIP_G)).to(DEVICE)
    head = nn.Linear(tower.final.weight.shape[0], EMBED, bias=False).to(DEVICE)
    image_tower, scale = ImageTower().to(DEVICE), nn.Parameter(torch.tensor(2.5, device=DEVICE))
    params = [*tower.parameters(), *head.parameters(), *image_tower.parameters(), scale]
    opt = torch.optim.AdamW(params, 2e-3, betas=(.9, .98), weight_decay=1e-2)
    start, step, progress, won = time.time(), 0, 0.0, 0.0
    while progress < 1:
        for g in opt.param_groups:
            g["lr"] = 2e-3 * lr_at(int(progress * 10000), 10000, 300)
        loss, w = loss_of(tower, head, image_tower, scale, scene_batch(rng, a.batch, .35), rng)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        won += (w - won) * .05
        step += 1
        progress = max(step / a.steps, (time.time() - start) / a.seconds)
        if step % 100 == 0:
            log(step=step, loss=loss.item(), beats_hard_negative=won)
        if step % 500 == 0 or progress >= 1:
            log(step=step, held_out_beats_hard_negative=held_out_score(tower, head, image_tower, scale))
            save(tower.state_dict(), f"{a.which}.pt")
    save({"state": tower.state_dict(), "steps": step}, f"{a.which}_final.pt")


if __name__ == "__main__":
    main()
