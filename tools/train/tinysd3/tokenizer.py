"""Word tokenizers: lower case, punctuation off, one id per known word, as SD3 hands ids to its readers.

CLIP: [BOS] words [EOS], padded to 33 (CLIP-L with [EOS], CLIP-G with [PAD], as in SD3).
T5: words </s>, padded to 44 with <pad>.  An unknown word becomes [UNK] / <unk> (the page says which)."""
import re

import numpy as np

from .captions import all_words

CLIP_LENGTH, T5_LENGTH = 33, 44
MOST = CLIP_LENGTH - 2                         # words that every reader sees
WORDS = all_words()
INDEX = {w: i for i, w in enumerate(WORDS)}
UNKNOWN, END = -1, -2                          # in rows of word indices

CLIP_PAD, CLIP_UNK, CLIP_WORDS = 0, 1, 2
CLIP_BOS, CLIP_EOS = 2 + len(WORDS), 3 + len(WORDS)
CLIP_VOCAB = 4 + len(WORDS)
T5_PAD, T5_EOS, T5_UNK, T5_WORDS = 0, 1, 2, 3
SENTINELS = 8
T5_SENTINEL = 3 + len(WORDS)                   # <extra_id_0>; the others follow
T5_VOCAB = T5_SENTINEL + SENTINELS


def words(text):
    """Words, A-Z in lower case: apostrophes vanish, every other sign but letters and 0-9 divides; what lies
    beyond ASCII counts as a letter but U+0080-00BF and U+2000-206F (spaces, dashes, quotation marks)."""
    text = re.sub("[A-Z]+", lambda m: m[0].lower(), re.sub("['\u2019]", "", text))
    return re.findall("[a-z0-9\u00c0-\u1fff\u2070-\U0010ffff]+", text)


def indices(text, length=MOST):
    """-> int16 [length]: places in WORDS, UNKNOWN for other words, END after the last; what is too long is cut."""
    found = [INDEX.get(w, UNKNOWN) for w in words(text)][:length]
    return np.array(found + [END] * (length - len(found)), np.int16)


def clip_ids(rows, pad):
    """rows int [n, MOST] of word indices -> int64 [n, 33]."""
    rows = np.asarray(rows, np.int64)
    n, most = rows.shape
    out = np.full((n, most + 2), pad, np.int64)
    out[:, 0] = CLIP_BOS
    out[:, 1:-1] = np.where(rows >= 0, rows + CLIP_WORDS, np.where(rows == UNKNOWN, CLIP_UNK, pad))
    out[np.arange(n), 1 + (rows != END).sum(1)] = CLIP_EOS
    return out


def t5_ids(rows, length=T5_LENGTH):
    """rows int [n, m <= 43] of word indices -> int64 [n, length]."""
    rows = np.asarray(rows, np.int64)
    n, most = rows.shape
    out = np.full((n, length), T5_PAD, np.int64)
    out[:, :most] = np.where(rows >= 0, rows + T5_WORDS, np.where(rows == UNKNOWN, T5_UNK, T5_PAD))
    out[np.arange(n), (rows != END).sum(1)] = T5_EOS
    return out


def unknown(text):
    return [w for w in words(text) if w not in INDEX]
