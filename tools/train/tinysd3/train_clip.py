"""Train one CLIP-like reader against an image tower, contrastively, as CLIP was (Radford et al. 2021): a batch
of pictures and captions, one matching caption each, all others in the batch are the negatives.  No hard
negatives: what the vectors hold of who is which colour is what plain matching asks for."""
import argparse
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from transformers import CLIPTextModelWithProjection

from .common import DEVICE, Log, fast_bfloat16, lr_at, pictures, rows_of, save, scene_batch, setup, texts_of
from .readers import CLIPS, scale_clip
from .tokenizer import CLIP_EOS, CLIP_PAD, clip_ids

PADS = {"clip_l": CLIP_EOS, "clip_g": CLIP_PAD}
UNKNOWN_RATE = .03                   # words swapped for the unknown one, so that it is known to mean little


class ImageTower(nn.Module):
    """32 x 32 average of the picture -> [B, width]; thrown away after training."""

    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1), nn.SiLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.SiLU(),
            nn.Conv2d(64, 64, 3, 1, 1), nn.SiLU(), nn.Conv2d(64, 96, 3, 2, 1), nn.SiLU(), nn.Flatten(),
            nn.Linear(96 * 16, 192), nn.SiLU(), nn.Linear(192, width))

    def forward(self, x):
        return self.net(F.avg_pool2d(x, 2))


def start(name):
    model = CLIPTextModelWithProjection(CLIPS[name])
    nn.init.normal_(model.text_model.embeddings.token_embedding.weight, std=.05)
    return model.to(DEVICE)


def swapped_pairs(rng, n):
    """Captions of two things of two colours beside the same words with the colours exchanged: the test of binding."""
    from . import captions, scenes
    out = []
    while len(out) < n:
        scene = scenes.sample(rng, .5)
        (a, ca), (b, cb) = (scene.items * 2)[:2]
        if scene.layout not in ("row", "column") or ca == cb or a == b or not all(scene.named):
            continue
        state = rng.getstate()
        right = captions.caption(scene, rng)
        scene.items = [(a, cb), (b, ca)]
        rng.setstate(state)
        wrong = captions.caption(scene, rng)
        scene.items = [(a, ca), (b, cb)]
        out.append((scene, right, wrong))
    return out


@torch.no_grad()
def binding(text, image, pad, rng, n=300):
    """Share of pictures whose caption beats its own with the two colours exchanged (chance 0.5)."""
    pairs = swapped_pairs(rng, n)
    x = F.normalize(image(pictures([p[0] for p in pairs]).to(DEVICE)), dim=-1)
    both = [F.normalize(text(torch.from_numpy(clip_ids(rows_of([p[k] for p in pairs]), pad))).text_embeds, dim=-1) for k in (1, 2)]
    return ((x * both[0]).sum(-1) > (x * both[1]).sum(-1)).float().mean().item()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("name", choices=CLIPS)
    p.add_argument("--seconds", type=float, default=300)
    p.add_argument("--steps", type=int, default=3000)
    p.add_argument("--batch", type=int, default=192)
    a = p.parse_args()
    seed = {"clip_l": 2, "clip_g": 3}[a.name]
    setup(seed)
    rng, log, pad = random.Random(seed), Log(a.name), PADS[a.name]
    text, image = start(a.name), ImageTower(CLIPS[a.name].projection_dim).to(DEVICE)
    heat = nn.Parameter(torch.tensor(2.66))                       # log(1 / 0.07), as CLIP begins
    params = [*text.parameters(), *image.parameters(), heat]
    opt = torch.optim.AdamW(params, 2e-3, betas=(.9, .98), weight_decay=2e-2)
    begin, step, progress, right = time.time(), 0, 0.0, 0.0
    while progress < 1:
        for g in opt.param_groups:
            g["lr"] = 2e-3 * lr_at(int(progress * 10000), 10000, 300)
        scenes = scene_batch(rng, a.batch)
        ids = torch.from_numpy(clip_ids(rows_of(texts_of(scenes, rng), rng, UNKNOWN_RATE), pad)).to(DEVICE)
        with torch.autocast(DEVICE, torch.bfloat16, enabled=fast_bfloat16()):
            x = F.normalize(image(pictures(scenes).to(DEVICE)).float(), dim=-1)
            y = F.normalize(text(ids).text_embeds.float(), dim=-1)
        logits = x @ y.T * heat.exp().clamp(max=100)
        target = torch.arange(len(x), device=DEVICE)
        loss = .5 * (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target))
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        right += ((logits.argmax(-1) == target).float().mean().item() - right) * .02
        step += 1
        progress = max(step / a.steps, (time.time() - begin) / a.seconds)
        if step % 100 == 0 or progress >= 1:
            log(step=step, loss=loss.item(), right=right, heat=heat.exp().item())
    log(step=step, binding=binding(text, image, pad, random.Random(99)))
    standardise(text, pad)
    save({"state": text.state_dict(), "steps": step}, f"{a.name}_final.pt")


@torch.no_grad()
def standardise(text, pad):
    """Rows and pooled vector of unit mean square, folded into the weights."""
    rng = random.Random(7)
    ids = torch.from_numpy(clip_ids(rows_of(texts_of(scene_batch(rng, 500), rng)), pad))
    out = text(ids, output_hidden_states=True)
    scale_clip(text, 1 / out.hidden_states[-2].pow(2).mean().sqrt().item())
    text.text_projection.weight.mul_(1 / text(ids).text_embeds.pow(2).mean().sqrt().item())


if __name__ == "__main__":
    main()
