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
    """Words, A-Z in lower case: apostrophes vanish, every other sign but letters and 0-9 divides; what lies
    beyond ASCII counts as a letter but U+0080-00BF and U+2000-206F (spaces, dashes, quotation marks)."""
    text = re.sub("[A-Z]+", lambda m: m[0].lower(), re.sub("['\u2019]", "", text))
    return re.findall("[a-z0-9\u00c0-\u1fff\u2070-\U0010ffff]+", text)


def encode(text, length=CONTEXT):
    """-> int64 [length]; too many words are cut so that [EOS] always fits."""
    ids = [IDS.get(w, UNK) for w in words(text)][: length - 2]
    out = np.full(length, PAD, np.int64)
    out[: len(ids) + 2] = [BOS] + ids + [EOS]
    return out


def unknown(text):
    return [w for w in words(text) if w not in IDS]
