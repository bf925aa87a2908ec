"""Word tokenizer: lower case, punctuation off, one id per known word, context of 77.

[BOS] words [EOS] [PAD] ...: an unknown word becomes [UNK] (the page says which)."""
import re

import numpy as np

from .captions import all_words

CONTEXT = 77
SHORT = 24                        # longest training caption with [BOS] and [EOS]
SPECIALS = ("[PAD]", "[BOS]", "[EOS]", "[UNK]")
PAD, BOS, EOS, UNK = range(4)
VOCAB = list(SPECIALS) + all_words()
IDS = {w: i for i, w in enumerate(VOCAB)}


def words(text):
    """Lower-case words: apostrophes vanish, every other sign but a-z and 0-9 divides."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("'", "")).split()


def encode(text, length=CONTEXT):
    """-> int64 [length]; too many words are cut so that [EOS] always fits."""
    ids = [IDS.get(w, UNK) for w in words(text)][: length - 2]
    out = np.full(length, PAD, np.int64)
    out[: len(ids) + 2] = [BOS] + ids + [EOS]
    return out


def unknown(text):
    return [w for w in words(text) if w not in IDS]
