"""The automatic checker's networks: a sprite classifier on crops and a scene classifier.

It is trained on renders and on damaged renders only, never on a generated picture."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .backgrounds import SETTINGS, TIMES
from .scenes import COLOUR_NAMES
from .sprites import SHAPES, SIZE, SUBJECTS

NOTHING, BROKEN = 0, 1
NAMES = ("nothing", "broken") + SUBJECTS + SHAPES
COLOURS = COLOUR_NAMES
GROUNDS = SETTINGS + ("plain",)
MARGIN = 4
CROP = SIZE + 2 * MARGIN              # 32
CELLS = [(x, y) for y in range(0, 41, 8) for x in range(0, 41, 8)]     # sprite boxes on the grid


class SpriteNet(nn.Module):
    """Crop [B,3,32,32] -> name logits [B,15], colour logits [B,7]."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 24, 3, 2, 1), nn.ReLU(), nn.Conv2d(24, 48, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(48, 64, 3, 1, 1), nn.ReLU(), nn.Conv2d(64, 96, 3, 2, 1), nn.ReLU(), nn.Flatten(),
            nn.Linear(96 * 16, 160), nn.ReLU())
        self.name, self.colour = nn.Linear(160, len(NAMES)), nn.Linear(160, len(COLOURS))

    def forward(self, x):
        h = self.net(x)
        return self.name(h), self.colour(h)


class SceneNet(nn.Module):
    """Picture [B,3,64,64] -> ground logits [B,6], time logits [B,3]."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 24, 3, 2, 1), nn.ReLU(), nn.Conv2d(24, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(32 * 16, 64), nn.ReLU())
        self.ground, self.time = nn.Linear(64, len(GROUNDS)), nn.Linear(64, len(TIMES))

    def forward(self, x):
        h = self.net(F.avg_pool2d(x, 2))
        return self.ground(h), self.time(h)


class Checker(nn.Module):
    def __init__(self):
        super().__init__()
        self.sprites, self.scene = SpriteNet(), SceneNet()

    @torch.no_grad()
    def look(self, images):
        """[B,3,64,64] in -1..1 -> one dict a picture: ground, time, and found sprites
        [(name, colour, x, y)], where a broken sprite is found under the name 'broken'."""
        padded = F.pad(images, (MARGIN,) * 4, mode="replicate")
        crops = torch.stack([padded[:, :, y:y + CROP, x:x + CROP] for x, y in CELLS], 1)
        b = len(images)
        names, colours = self.sprites(crops.flatten(0, 1))
        names, colours = names.softmax(-1).view(b, len(CELLS), -1), colours.view(b, len(CELLS), -1).argmax(-1)
        ground, time = self.scene(images)
        return [{"ground": GROUNDS[g], "time": TIMES[t], "found": suppress(names[i], colours[i])}
                for i, (g, t) in enumerate(zip(ground.argmax(-1).tolist(), time.argmax(-1).tolist()))]


def suppress(names, colours):
    """Keep the surest non-empty cells that do not overlap a kept one by more than a third."""
    sure = 1 - names[:, NOTHING]
    found = []
    for i in sorted(range(len(CELLS)), key=lambda i: -float(sure[i])):
        if sure[i] < .5:
            break
        x, y = CELLS[i]
        if all(max(0, SIZE - abs(x - fx)) * max(0, SIZE - abs(y - fy)) < SIZE * SIZE / 3 for _, _, fx, fy in found):
            name = NAMES[1 + int(names[i, 1:].argmax())]
            found.append((name, COLOURS[int(colours[i])], x, y))
    return found


def judge(scene, seen):
    """Compare what was seen with what was asked: a dict of booleans, `all` among them.

    Positions are not asked for, only the relation: left of, above, and for three the triangle."""
    found = sorted(seen["found"], key=lambda f: (f[2], f[3]))
    want, got = sorted(n for n, _ in scene.items), sorted(f[0] for f in found)
    r = {"setting": seen["ground"] == scene.setting, "count": len(found) == len(scene.items), "subject": got == want}
    if scene.kind == "postcard":
        r["time"] = seen["time"] == scene.time
    r["colour"] = sorted(c for _, c in scene.items) == sorted(f[1] for f in found)
    r["bound"] = sorted(scene.items) == sorted((f[0], f[1]) for f in found)
    if scene.layout in ("row", "column", "trio"):
        r["relation"] = r["count"] and in_order(scene, found)
    r["all"] = all(r.values())
    return r


def in_order(scene, found):
    """Are the sprites where the words say?  Compared as (name, colour), so only relations count."""
    if scene.layout == "row":
        return [(f[0], f[1]) for f in found] == list(scene.items) and found[1][2] - found[0][2] >= 16
    by_height = sorted(found, key=lambda f: f[3])
    if scene.layout == "column":
        return [(f[0], f[1]) for f in by_height] == list(scene.items) and by_height[1][3] - by_height[0][3] >= 16
    top, bottom = by_height[0], sorted(by_height[1:], key=lambda f: f[2])
    return [(f[0], f[1]) for f in (*bottom, top)] == list(scene.items)
