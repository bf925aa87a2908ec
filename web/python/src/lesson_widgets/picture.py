"""A still picture of one head's attention, for places where no script runs: drawn by NumPy, written as PNG.

Rows read columns; text first, a gap between text and image. Colours are octaves around even attention (weight times S):
blue below, white even, red above, as the key of the viewer's logarithmic scale has it.
"""
import struct
import zlib

import numpy as np

SIDE, GAP = 480, 3
OCTAVES = 4                                                   # from 1/16 of even attention to 16 times it
BELOW, EVEN, ABOVE = ((33, 80, 160), (247, 247, 244), (178, 40, 34))


def png(pixels):
    """pixels: uint8 [rows, columns, 3] -> bytes of a PNG file."""
    rows, columns, _ = pixels.shape

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = np.concatenate([np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)], 1)      # filter 0 before each
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)) + chunk(b"IEND", b""))


def coloured(times_even):
    """Weight times S -> uint8 [..., 3]."""
    octaves = np.log2(np.maximum(times_even, 2.0 ** -OCTAVES)).clip(-OCTAVES, OCTAVES) / OCTAVES
    away = np.abs(octaves)[..., None]
    end = np.where(octaves[..., None] < 0, BELOW, ABOVE)
    return (np.array(EVEN) + away * (end - np.array(EVEN))).round().astype(np.uint8)


def _bounds(count, pixels):
    """Cells of each pixel, or pixels of each cell: edges of at most `pixels` groups."""
    groups = min(count, pixels)
    return (np.arange(groups + 1) * count) // groups


def _part(weights, pixels):
    """Mean weight of each group of cells, spread over about `pixels` = (rows, columns)."""
    edges = [_bounds(n, p) for n, p in zip(weights.shape, pixels)]
    sums = np.add.reduceat(np.add.reduceat(weights, edges[0][:-1], 0), edges[1][:-1], 1)
    means = sums / np.diff(edges[0])[:, None] / np.diff(edges[1])[None, :]
    spread = [(np.arange(p) * len(e[:-1])) // p for e, p in zip(edges, pixels)]
    return means[spread[0]][:, spread[1]]


def quadrants(weights, text_tokens, side=SIDE):
    """weights: [S, S] of one head -> uint8 [side, side, 3]; each part has the room of its tokens, but at least a tenth."""
    rows = len(weights)
    text = round((side - GAP) * min(0.9, max(0.1, text_tokens / rows))) if 0 < text_tokens < rows else 0
    split = ((slice(0, text_tokens), text, 0), (slice(text_tokens, rows), side - GAP - text, text + GAP)) if text else ((slice(0, rows), side, 0),)
    picture = np.full((side, side, 3), 160, np.uint8)
    for row_tokens, height, y in split:
        for column_tokens, width, x in split:
            part = _part(weights[row_tokens, column_tokens], (height, width))
            picture[y:y + height, x:x + width] = coloured(part * rows)
    return picture


def map_of(capture, step=0, block=0, head=0):
    """PNG of one head of a capture."""
    return png(quadrants(capture.numpy(step, block, head), capture.text_tokens))
