"""Where is the word “crane” settled?  Three tasks on the shipped model (evaluate.py): the crane test with quadrants of the
joint attention cut and with the word's context hidden from its readers; and a linear probe of “bird or machine” on
the word's rows by block and step.

A cut is in every block and at every step, guidance's second forward included.  Context hidden: the word's rows are those
that the readers give for the caption up to the word, all other rows and the pooled vector as they are."""
import numpy as np
import torch

from . import mmdit, samplers
from .common import DEVICE, rows_of
from .crane import crane_prompts, crane_rates
from .measure import empty_prompt, encode_rows, rate
from .readers import CLIP_LENGTH
from .tokenizer import words

TEXT = 77
QUADRANTS = {"text reads text": (0, 0), "text reads image": (0, 1)}


def cut_mask(cuts, image=256):
    """[S,S] to be added to scores: -inf where a text row must not read.  A row that may read nothing of its own
    quadrant still reads the other; with both cut the text reads itself alone, row by row."""
    mask = torch.zeros(TEXT + image, TEXT + image, device=DEVICE)
    for name in cuts:
        place = [slice(0, TEXT), slice(TEXT, None)]
        mask[place[QUADRANTS[name][0]], place[QUADRANTS[name][1]]] = float("-inf")
    if len(cuts) == 2:
        mask[range(TEXT), range(TEXT)] = 0
    return mask


def word_place(text):
    return words(text).index("crane")


def hide_context(readers, texts):
    """-> change(text, pooled) for measure.generate, which takes the captions in their order."""
    at = [0]

    def change(text, pooled):
        part = texts[at[0]:at[0] + len(text)]
        at[0] += len(text)
        alone, _ = encode_rows(readers, rows_of([" ".join(words(t)[:word_place(t) + 1]) for t in part]))
        for i, caption in enumerate(part):
            for row in (1 + word_place(caption), CLIP_LENGTH + word_place(caption)):
                text[i, row] = alone[i, row]
        return text, pooled
    return change


def cuts(system, checker, n):
    """-> {condition: {meaning: {right, swapped}}}; the same captions and noises for all."""
    prompts, out = crane_prompts(n), {}
    both = list(QUADRANTS)
    for name, cut, hidden in (("as it is", [], False), ("text reads image cut", both[1:], False), ("text reads text cut, too", both, False),
                              ("context hidden from the word's readers", [], True), ("hidden, and both cut", both, True)):
        mmdit.MASK = cut_mask(cut) if cut else None
        out[name] = {}
        for meaning, texts in prompts.items():
            change = hide_context(system.readers, texts) if hidden else None
            out[name] |= crane_rates(system, checker, {meaning: texts}, change=change)
    mmdit.MASK = None
    return out


@torch.no_grad()
def word_rows(system, texts, steps=28, batch=25):
    """-> [n, kept steps, N, 2, d]: the word's CLIP and T5 row before block 0 and after each block but the last (which has no
    text output), at steps 0, 7, 14, 21, 27 of a guided run."""
    kept, model, found = (0, 7, 14, 21, 27), system.model, []
    blocks = list(model.transformer_blocks)
    for first in range(0, len(texts), batch):
        part = texts[first:first + batch]
        text, pooled = encode_rows(system.readers, rows_of(part))
        empty = [e.expand(len(part), *e.shape[1:]) for e in empty_prompt(system.readers)]
        x = samplers.noise([500000 + first + i for i in range(len(part))], 32).to(DEVICE)
        at = [(1 + word_place(t), CLIP_LENGTH + word_place(t)) for t in part]
        rows, levels = [], samplers.flow_levels(steps)
        for step, (t, after) in enumerate(zip(levels, levels[1:])):
            seen = []
            hooks = [b.register_forward_pre_hook(lambda _, inputs: seen.append(pick(inputs[0], at))) for b in blocks] if step in kept else []
            time = torch.full((len(part),), 1000 * t, device=DEVICE)
            with_prompt = model(x, text, pooled, time)
            for hook in hooks:
                hook.remove()
            if seen:
                rows.append(torch.stack(seen, 1))
            without = model(x, *empty, time)
            x = x + (after - t) * (without + system.defaults["guidance_scale"] * (with_prompt - without))
        found.append(torch.stack(rows, 1))
    return torch.cat(found), kept


def pick(text, at):
    return torch.stack([text[i, list(two)] for i, two in enumerate(at)])


def fit(x, y, penalty=1.0):
    """Ridge regression to -1 / +1 of standardised columns -> (weights, offset)."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    z = (x - mean) / spread
    w = np.linalg.solve(z.T @ z + penalty * len(z) * np.eye(z.shape[1]), z.T @ y)
    return w / spread, -(mean / spread) @ w


def probed_rows(system, n):
    """-> rows as word_rows gives them for n captions a meaning to learn from and n to judge by, y [4 n] of +1 (bird) and -1, kept steps."""
    texts = [t for pair in zip(*crane_prompts(2 * n).values()) for t in pair]
    rows, kept = word_rows(system, texts)
    return rows.float().cpu().numpy(), np.tile([1.0, -1.0], 2 * n), kept


def probe(system, n):
    """-> {reader: {step: [{value, se, n} before block 0, after blocks 1, 2, …]}}: how often a probe trained on other captions
    tells the meaning from the word's row."""
    rows, y, kept = probed_rows(system, n)
    half, out = len(y) // 2, {}
    for r, reader in enumerate(("clip", "t5")):
        out[reader] = {}
        for s, step in enumerate(kept):
            out[reader][str(step)] = []
            for place in range(rows.shape[2]):
                x = rows[:, s, place, r]
                w, offset = fit(x[:half], y[:half])
                out[reader][str(step)].append(rate((x[half:] @ w + offset > 0) == (y[half:] > 0)))
    return out


def probe_axis(system, n):
    """-> {reader: [one probe for all steps, for rows before block 0 and after blocks 1, 2, …]}, in whole numbers -127..127 times a scale;
    `right`: captions that it had not seen and told at every kept step, by these very numbers."""
    rows, y, kept = probed_rows(system, n)
    return {reader: [one_axis(rows[:, :, place, r], y) for place in range(rows.shape[2])] for r, reader in enumerate(("clip", "t5"))}


def one_axis(x, y):
    """Rows [captions, steps, d], half of the captions to learn from -> a probe as it is shipped."""
    half, steps = len(y) // 2, x.shape[1]
    w, offset = fit(x[:half].reshape(half * steps, -1), np.repeat(y[:half], steps))
    scale = float(np.abs(w).max()) / 127
    whole = np.round(w / scale).astype(int)
    told = ((x[half:] @ (whole * scale) + offset > 0) == (y[half:, None] > 0)).all(1)
    return {"weights": whole.tolist(), "scale": float(f"{scale:.6g}"), "offset": round(float(offset), 6), "right": rate(told)}
