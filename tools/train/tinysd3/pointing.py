"""Which attention head points: does a word's attention land on the thing it names?

Heads are chosen on one set of scenes and scored on another.  The attention is that of the run
itself (conditional pass, at t = 0.5 or so), the places are those the checker finds in the
finished picture, and only pictures that the checker calls all right are used."""
import numpy as np
import torch

from . import samplers, tokenizer, vae
from .captions import NOUNS, PLURALS
from .measure import empty_prompt, encode, judge_all, prompts, rate
from .sprites import SIZE

TEXT, SIDE, CELL = 77, 16, 4          # text rows, image tokens a side, pixels a token
ROWS = {"clip": 1, "t5": tokenizer.CLIP_LENGTH}     # where a caption's first word stands in the text rows


def word_positions(text, name):
    """Places of the noun that names `name` among the caption's words."""
    forms = set(NOUNS[name]) | {p for w in NOUNS[name] for p in PLURALS.get(w, (w + "s",))}
    return [i for i, w in enumerate(tokenizer.words(text)) if w in forms]


def box_mask(x, y):
    """-> bool [256]: image tokens whose centre lies in the sprite's 24 x 24 box."""
    at = np.arange(SIDE) * CELL + CELL / 2
    inside = (at >= y)[:, None] & (at < y + SIZE)[:, None] & (at >= x)[None] & (at < x + SIZE)[None]
    return inside.reshape(-1)


@torch.no_grad()
def traced_run(system, texts, seeds, at=.5, batch=8):
    """-> pictures, and attention weights [N][B,H,333,333], text rows first, at the first step with t <= `at`."""
    d, images, kept, empty = system.defaults, [], [], empty_prompt(system.readers)
    for i in range(0, len(texts), batch):
        text, pooled = encode(system.readers, texts[i:i + batch])
        x = samplers.noise(seeds[i:i + batch])
        levels, done = samplers.flow_levels(d["steps"], d.get("shift", 1.0)), False
        for t, s in zip(levels, levels[1:]):
            if t <= at and not done:
                keep, done = [], True
                system.model(x, text, pooled, torch.full((len(x),), 1000 * t), keep)
                kept.append([w.half() for w in keep])
            x = x + (s - t) * samplers.guided(system.model, x, 1000 * t, text, pooled, empty, d["guidance_scale"])
        images.append(vae.decode(system.vae, x).clamp(-1, 1))
    return torch.cat(images), [torch.cat([k[b] for k in kept]) for b in range(len(kept[0]))]


def hits(weights, row, token, mask, direction):
    """-> bool [H]: is the most attended (or most attending) image token inside the mask?"""
    w = weights[row].float()
    line = w[:, TEXT:, token] if direction == "image reads text" else w[:, token, TEXT:]
    return mask[line.argmax(-1).numpy()]


def collect(system, checker, n, seed):
    """-> {"direction, reader": list of bool [N,H]} over words of scenes with two different things."""
    scenes, texts = prompts(n, seed, False, None, ("row", "column"))
    images, weights = traced_run(system, texts, [500000 + seed * 1000 + i for i in range(n)])
    found = checker.look(images)
    good = judge_all(checker, scenes, images)
    out, chance = {f"{d}, {r}": [] for d in ("image reads text", "text reads image") for r in ROWS}, []
    for i, (scene, text) in enumerate(zip(scenes, texts)):
        if not good[i]["all"] or scene.items[0][0] == scene.items[1][0]:
            continue
        for name, _ in scene.items:
            where, place = word_positions(text, name), [f for f in found[i]["found"] if f[0] == name]
            if len(where) != 1 or len(place) != 1:
                continue
            mask = box_mask(place[0][2], place[0][3])
            chance.append(mask.mean())
            for key in out:
                direction, reader = key.split(", ")
                out[key].append(np.stack([hits(w, i, ROWS[reader] + where[0], mask, direction) for w in weights]))
    return out, chance


def pointing(system, checker, n):
    """Choose the best head on n scenes, score it on n others."""
    chosen, _ = collect(system, checker, n, 20)
    tested, chance = collect(system, checker, n, 21)
    result = {"chance": rate(chance)}
    for direction in chosen:
        a, b = np.array(chosen[direction]), np.array(tested[direction])        # [words, N, H]
        block, head = np.unravel_index(a.mean(0).argmax(), a.shape[1:])
        result[direction] = {"block": int(block), "head": int(head), "on_choosing_scenes": rate(a[:, block, head]),
                             "on_other_scenes": rate(b[:, block, head]), "mean_of_all_heads": rate(b.mean((1, 2))),
                             "every_head": np.round(b.mean(0), 3).tolist()}
    return result
