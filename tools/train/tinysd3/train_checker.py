"""Train the checker on renders and damaged renders; never on generated pictures."""
import argparse
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from . import scenes
from .checker import BROKEN, CELLS, COLOURS, CROP, GROUNDS, MARGIN, NAMES, NOTHING, Checker, judge
from .backgrounds import TIMES
from .common import DEVICE, Log, lr_at, pictures, save, scene_batch, setup
from .measure import full_size
from .render import render
from .sprites import SHAPES, SIZE, SUBJECTS


def damage(crop, other, rng):
    """Break the sprite of a crop [3,32,32]: mix halves, cut holes, warp, smear or blur it hard."""
    kind, m = rng.choice(("halves", "hole", "warp", "mix", "shift", "smear")), MARGIN
    out = crop.clone()
    box = (slice(None), slice(m, m + SIZE), slice(m, m + SIZE))
    if kind == "halves":
        k = rng.randint(8, 16)
        if rng.random() < .5:
            out[:, m:m + k, m:m + SIZE] = other[:, m:m + k, m:m + SIZE]
        else:
            out[:, m:m + SIZE, m:m + k] = other[:, m:m + SIZE, m:m + k]
    elif kind == "hole":
        for _ in range(rng.randint(1, 2)):
            s = rng.randint(8, 13)
            x, y = m + rng.randint(1, SIZE - s - 1), m + rng.randint(1, SIZE - s - 1)
            out[:, y:y + s, x:x + s] = crop[:, :1, :1] if rng.random() < .5 else other[:, y:y + s, x:x + s]
    elif kind == "warp":
        noise = F.interpolate(torch.randn(1, 2, 5, 5) * rng.uniform(.2, .38), size=(CROP, CROP), mode="bicubic", align_corners=True)
        base = F.affine_grid(torch.eye(2, 3)[None], (1, 3, CROP, CROP), align_corners=False)
        out = F.grid_sample(crop[None], base + noise.permute(0, 2, 3, 1), padding_mode="border", align_corners=False)[0]
    elif kind == "mix":
        out[box] = .5 * crop[box] + .5 * other[box]
    elif kind == "shift":
        k, half = rng.randint(4, 9), m + SIZE // 2
        out[:, half:m + SIZE, m:m + SIZE] = torch.roll(out[:, half:m + SIZE, m:m + SIZE], rng.choice((k, -k)), 2)
    else:
        k = rng.choice((5, 7))
        out = F.avg_pool2d(F.pad(crop[None], (k // 2,) * 4, mode="replicate"), k, 1)[0]
    return out


def augment(x):
    """What an autoencoder and a denoiser may do to a whole picture: gain, tint, noise in single
    pixels and in blocks of two and four (a latent pixel, a patch), softness."""
    x = x * (1 + .08 * torch.randn(len(x), 1, 1, 1)) + .05 * torch.randn(len(x), 3, 1, 1) + .04 * torch.randn(x.shape)
    for block in (2, 4):
        coarse = torch.randn(len(x), 3, x.shape[2] // block, x.shape[3] // block) * (.06 * torch.rand(len(x), 1, 1, 1))
        x = x + F.interpolate(coarse, scale_factor=block, mode="nearest")
    soft = F.avg_pool2d(F.pad(x, (1,) * 4, mode="replicate"), 3, 1)
    return torch.lerp(x, soft, torch.rand(len(x), 1, 1, 1) * .9)


def crops_of(batch, images, rng):
    """-> crops [n,3,32,32], name labels, colour labels (-1: none): sprites, damage, empty cells."""
    padded = F.pad(images, (MARGIN,) * 4, mode="replicate")
    crops, names, colours = [], [], []

    def cut(i, x, y):
        x, y = min(max(x, 0), 40), min(max(y, 0), 40)
        return padded[i, :, y:y + CROP, x:x + CROP]

    for i, scene in enumerate(batch):
        j = rng.randrange(len(batch))
        for (name, colour), (x, y) in zip(scene.items, scene.places):
            dx, dy = rng.choice((-1, 0, 0, 1)), rng.choice((-1, 0, 0, 1))
            crop = cut(i, x + dx, y + dy)
            crops.append(crop)
            names.append(NAMES.index(name))
            colours.append(COLOURS.index(colour))
            other = cut(j, *batch[j].places[0])
            different = batch[j].items[0][0] != name
            broken = damage(crop, other, rng) if different else None
            if broken is not None and (broken - crop).abs().mean() > .06:
                crops.append(broken)
                names.append(BROKEN)
                colours.append(-1)
        gaps = {cell: min(max(abs(cell[0] - px), abs(cell[1] - py)) for px, py in scene.places) for cell in CELLS}
        beside = [cell for cell in CELLS if 8 <= gaps[cell] < SIZE]          # a part of a sprite is in sight
        for x, y in rng.sample(CELLS, 3) + rng.sample(beside, min(5, len(beside))):
            if gaps[x, y] >= 8:
                crops.append(cut(i, x, y))
                names.append(NOTHING)
                colours.append(-1)
    return torch.stack(crops), torch.tensor(names), torch.tensor(colours)


LOW = False                           # train for the small pictures of the experiment (experiment.py)


def seen_pictures(batch):
    """What the checker is shown: renders, or renders as small pictures doubled."""
    images = pictures(batch)
    return full_size(F.avg_pool2d(images, 2)) if LOW else images


def loss_of(model, batch, rng):
    images = seen_pictures(batch)
    crops, names, colours = crops_of(batch, images, rng)
    n, c = model.sprites(augment(crops).to(DEVICE))
    g, t = model.scene(augment(images).to(DEVICE))
    ground = torch.tensor([GROUNDS.index(s.setting) for s in batch], device=DEVICE)
    hour = torch.tensor([TIMES.index(s.time) if s.kind == "postcard" else -1 for s in batch], device=DEVICE)
    return (F.cross_entropy(n, names.to(DEVICE)) + F.cross_entropy(c, colours.to(DEVICE), ignore_index=-1)
            + .3 * F.cross_entropy(g, ground) + .3 * F.cross_entropy(t, hour, ignore_index=-1))


@torch.no_grad()
def own_error(model, count=400, want_held_out=False, seed=77):
    """Share of fresh renders that the whole checker calls all right, and of damaged ones it rejects."""
    rng = random.Random(seed)
    batch = [scenes.sample(rng, .3, want_held_out) for _ in range(count)]
    model.eval()
    images = seen_pictures(batch)
    good = [judge(s, seen)["all"] for s, seen in zip(batch, model.look(images.to(DEVICE)))]
    crops, names, _ = crops_of(batch, images, rng)
    said = model.sprites(crops.to(DEVICE))[0].argmax(-1).cpu()
    broken = names == BROKEN
    return {"all_right": float(np.mean(good)), "broken_caught": float((said[broken] <= BROKEN).float().mean()),
            "false_broken": float((said[names > BROKEN] == BROKEN).float().mean()), "n": count, "n_broken": int(broken.sum())}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seconds", type=float, default=240)
    p.add_argument("--steps", type=int, default=100000)
    p.add_argument("--batch", type=int, default=48)
    p.add_argument("--low", action="store_true", help="for pictures of 32 x 32")
    a = p.parse_args()
    global LOW
    LOW = a.low
    name = "checker_low" if LOW else "checker"
    setup(6)
    rng, model, log = random.Random(6), Checker().to(DEVICE), Log(name)
    opt = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-3)
    start, step, progress = time.time(), 0, 0.0
    while progress < 1:
        for g in opt.param_groups:
            g["lr"] = 2e-3 * lr_at(int(progress * 10000), 10000, 200)
        loss = loss_of(model, scene_batch(rng, a.batch, .35), rng)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        step += 1
        progress = max(step / a.steps, (time.time() - start) / a.seconds)
        if step % 100 == 0:
            log(step=step, loss=loss.item())
        if step % 600 == 0 or progress >= 1:
            log(step=step, seen=own_error(model), held_out=own_error(model, 400, True))
            save(model.state_dict(), f"{name}.pt")
    save({"state": model.state_dict(), "steps": step, "fresh": own_error(model, 2000, False, 78),
          "held_out": own_error(model, 1000, True, 79)}, f"{name}_final.pt")


if __name__ == "__main__":
    main()
