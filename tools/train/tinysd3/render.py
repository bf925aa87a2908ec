"""From a scene to its 64 x 64 picture: a cached ground and a few blended sprites."""
from functools import lru_cache

import numpy as np

from .backgrounds import IMAGE, PLAIN, SPRITE_LIGHT, background
from .sprites import SIZE, draw


@lru_cache(None)
def ground(setting, time, mirror):
    """-> [64, 64, 3] float32."""
    if setting == "plain":
        return np.tile(PLAIN, (IMAGE, IMAGE, 1))
    picture = background(setting, time)
    return np.ascontiguousarray(picture[:, ::-1]) if mirror else picture


@lru_cache(None)
def sprite(name, colour, time):
    """-> premultiplied rgb [24, 24, 3] under the light of the hour, and 1 - alpha [24, 24, 1]."""
    rgba = draw(name, colour)
    rgb, alpha = rgba[..., :3], rgba[..., 3:]
    mul, add = SPRITE_LIGHT[time]
    return rgb * np.float32(mul) + alpha * np.float32(add), 1 - alpha


def render(scene):
    """-> [64, 64, 3] uint8; items are painted back to front (highest first)."""
    picture = ground(scene.setting, scene.time, scene.mirror).copy()
    order = sorted(range(len(scene.items)), key=lambda i: scene.places[i][1])
    for i in order:
        (name, colour), (x, y) = scene.items[i], scene.places[i]
        rgb, keep = sprite(name, colour, scene.time)
        view = picture[y:y + SIZE, x:x + SIZE]
        view *= keep
        view += rgb
    return (picture * 255 + 0.5).clip(0, 255).astype(np.uint8)
