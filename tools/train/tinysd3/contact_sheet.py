"""Draw a contact sheet of the world to look at: python3 -m tinysd3.contact_sheet OUT.png (needs Pillow)."""
import random
import sys

import numpy as np

from . import captions, render, scenes


def sheet(rows=8, columns=14, seed=1):
    """-> uint8 [rows*66, columns*66, 3], and the captions row by row."""
    rng = random.Random(seed)
    picked = [scenes.sample(rng) for _ in range(rows * columns)]
    cells = [np.pad(render.render(s), ((1, 1), (1, 1), (0, 0)), constant_values=90) for s in picked]
    grid = np.concatenate([np.concatenate(cells[r * columns:(r + 1) * columns], 1) for r in range(rows)])
    return grid, [captions.caption(s, rng) for s in picked]


if __name__ == "__main__":
    from PIL import Image
    pixels, texts = sheet()
    Image.fromarray(pixels).resize((pixels.shape[1] * 2, pixels.shape[0] * 2), 0).save(sys.argv[1])
    print("\n".join(texts))
