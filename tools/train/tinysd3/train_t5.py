"""Train the T5-like reader by span corruption on captions alone (Raffel et al. 2020, section 3.1.4): spans of
words are replaced by sentinels, and a small decoder, thrown away afterwards, writes them out."""
import argparse
import random
import time

import numpy as np
import torch
from transformers import T5ForConditionalGeneration

from .common import DEVICE, Log, fast_bfloat16, lr_at, rows_of, save, scene_batch, setup, texts_of
from .readers import t5_config
from .tokenizer import END, SENTINELS, T5_EOS, T5_LENGTH, T5_PAD, T5_SENTINEL, T5_UNK, T5_WORDS

RATE, MEAN_SPAN = .3, 1.5            # captions are short: more and shorter spans than on running text


def corrupt(row, rng):
    """Word indices of one caption -> (input ids, target ids) without padding."""
    ids = [T5_WORDS + i if i >= 0 else T5_UNK for i in row if i != END]
    source, target, at, used = [], [], 0, 0
    while at < len(ids):
        if used < SENTINELS and rng.random() < RATE / MEAN_SPAN:
            n = 1 + (rng.random() < .35) + (rng.random() < .15)
            mark = T5_SENTINEL + used
            source.append(mark)
            target += [mark] + ids[at:at + n]
            at, used = at + n, used + 1
            if at < len(ids):
                source.append(ids[at])
                at += 1
        else:
            source.append(ids[at])
            at += 1
    return source + [T5_EOS], target + [T5_EOS]


def batch(rng, n):
    pairs = [corrupt(row, rng) for row in rows_of(texts_of(scene_batch(rng, n), rng), rng, .02)]
    width = max(len(t) for _, t in pairs)
    x, y = np.full((n, T5_LENGTH), T5_PAD, np.int64), np.full((n, width), -100, np.int64)
    for i, (s, t) in enumerate(pairs):
        x[i, :len(s)], y[i, :len(t)] = s, t
    return torch.from_numpy(x).to(DEVICE), torch.from_numpy(y).to(DEVICE)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seconds", type=float, default=600)
    p.add_argument("--steps", type=int, default=4000)
    p.add_argument("--batch", type=int, default=96)
    a = p.parse_args()
    setup(4)
    rng, log = random.Random(4), Log("t5")
    model = T5ForConditionalGeneration(t5_config(num_decoder_layers=1)).to(DEVICE)
    opt = torch.optim.AdamW(model.parameters(), 3e-3, betas=(.9, .98), weight_decay=1e-2)
    begin, step, progress, right = time.time(), 0, 0.0, 0.0
    while progress < 1:
        for g in opt.param_groups:
            g["lr"] = 3e-3 * lr_at(int(progress * 10000), 10000, 300)
        x, y = batch(rng, a.batch)
        # No attention mask: as SD3 hands T5 its rows, padding is read like any word.
        with torch.autocast(DEVICE, torch.bfloat16, enabled=fast_bfloat16()):
            out = model(input_ids=x, attention_mask=torch.ones_like(x), labels=y)
        opt.zero_grad()
        out.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        known = y >= 0
        right += ((out.logits.argmax(-1) == y)[known].float().mean().item() - right) * .02
        step += 1
        progress = max(step / a.steps, (time.time() - begin) / a.seconds)
        if step % 100 == 0 or progress >= 1:
            log(step=step, loss=out.loss.item(), right=right)
    encoder = {k: v for k, v in model.state_dict().items() if k.startswith(("shared.", "encoder."))}
    with torch.no_grad():                                   # rows of unit mean square, folded into the last norm
        rows = model.encoder(input_ids=x, attention_mask=torch.ones_like(x))[0]
        encoder["encoder.final_layer_norm.weight"].mul_(1 / rows.pow(2).mean().sqrt())
    save({"state": encoder, "steps": step}, "t5_final.pt")


if __name__ == "__main__":
    main()
