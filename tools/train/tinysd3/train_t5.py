"""Train the T5-like encoder on captions alone by span corruption (T5, 2020).

Spans of one to three words are overwritten with [UNK] (our only sentinel; so the encoder also
learns what an unknown word is), and a throw-away linear head names the lost words."""
import argparse
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from .common import DEVICE, Log, lr_at, save, scene_batch, setup, texts_of, tokens
from .encoders import T5, T5Encoder
from .tokenizer import UNK, VOCAB


def corrupt(ids, rate=.3):
    """ids [B,T] -> the same with spans replaced by [UNK], and the mask of what is lost."""
    start = torch.rand(ids.shape) < rate / 2
    lost = start.clone()
    for shift in (1, 2):
        longer = start & (torch.rand(ids.shape) < .5 / shift)
        lost[:, shift:] |= longer[:, :-shift]
    lost &= ids > UNK
    return torch.where(lost, torch.full_like(ids, UNK), ids), lost


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seconds", type=float, default=240)
    p.add_argument("--steps", type=int, default=100000)
    p.add_argument("--batch", type=int, default=64)
    a = p.parse_args()
    setup(4)
    rng, log = random.Random(4), Log("t5")
    model, head = T5Encoder(**T5).to(DEVICE), nn.Linear(T5["width"], len(VOCAB)).to(DEVICE)
    params = [*model.parameters(), *head.parameters()]
    opt = torch.optim.AdamW(params, 2e-3, betas=(.9, .98), weight_decay=1e-2)
    start, step, progress, right = time.time(), 0, 0.0, 0.0
    while progress < 1:
        for g in opt.param_groups:
            g["lr"] = 2e-3 * lr_at(int(progress * 10000), 10000, 300)
        ids = tokens(texts_of(scene_batch(rng, a.batch), rng))
        broken, lost = corrupt(ids)
        logits = head(model(broken.to(DEVICE)))[lost.to(DEVICE)]
        target = ids[lost].to(DEVICE)
        loss = F.cross_entropy(logits, target)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        right += ((logits.argmax(-1) == target).float().mean().item() - right) * .02
        step += 1
        progress = max(step / a.steps, (time.time() - start) / a.seconds)
        if step % 200 == 0 or progress >= 1:
            log(step=step, loss=loss.item(), right=right)
            save(model.state_dict(), "t5.pt")
    save({"state": model.state_dict(), "steps": step}, "t5_final.pt")


if __name__ == "__main__":
    main()
