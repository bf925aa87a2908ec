"""Scenes: what is in a picture, where it is, and which combinations are never trained on."""
from dataclasses import dataclass, field

from .backgrounds import SETTINGS, TIMES
from .sprites import COLOURS, SHAPES, SUBJECTS

COLOUR_NAMES = tuple(COLOURS)
SHAPE_COLOURS = COLOUR_NAMES[:6]                 # no white shape on the pale ground
# The colour drawn when the caption names none.
NATURAL = {"cat": "orange", "dog": "white", "bird": "white", "machine": "yellow", "boat": "red",
           "house": "white", "tree": "green", "car": "red", "fish": "orange"}
WATER = ("boat", "fish")                         # in the water where there is some
EXTRA = ("bird",) * 2 + ("machine",) * 6 + ("fish",) * 2 + ("boat",)   # what is seen in fewer settings is drawn more often
HELD_OUT_MODULUS = 8


@dataclass
class Scene:
    """kind: 'postcard' or 'shapes'; items: one (name, colour) per sprite, in reading order.

    layout: 'one', 'copies', 'row' (first item left of second), 'column' (first above second),
    'trio' (left, right, top).  `places` are top-left corners on the 8-pixel grid, and
    `named` says which items' colours the caption states."""
    kind: str
    items: list
    layout: str
    setting: str = "plain"
    time: str = "noon"
    places: list = field(default_factory=list)
    named: tuple = ()
    mirror: bool = False


def fnv1a(text):
    """32-bit FNV-1a: the hash behind the held-out rule, easy to write in any language."""
    h = 2166136261
    for byte in text.encode():
        h = ((h ^ byte) * 16777619) & 0xFFFFFFFF
    return (h ^ (h >> 15)) & 0xFFFFFFFF


def keys(scene):
    """The combination keys of a scene; it is held out when any key's hash is 0 modulo 8."""
    out = []
    if scene.kind == "postcard":
        for name, colour in sorted(set(scene.items)):
            if colour != NATURAL[name]:
                out.append(f"{name}|{colour}|{scene.setting}")
    if scene.layout in ("row", "column"):
        out.append("+".join(sorted(f"{n}|{c}" for n, c in scene.items)))
    return out


def held_out(scene):
    return any(fnv1a(k) % HELD_OUT_MODULUS == 0 for k in keys(scene))


def height(name, setting):
    """Top of the sprite box: boats and fish are in the water, all else stands on the ground."""
    return 24 if name in WATER and setting in ("beach", "river") else 32


def _postcard(rng):
    r = rng.random()
    layout = "one" if r < .52 else "copies" if r < .68 else "row"
    setting, time = rng.choice(SETTINGS), rng.choice(TIMES)
    number = 2 if layout == "row" else 1
    names = []
    while len(names) < number:
        name = rng.choice(SUBJECTS + EXTRA)
        if allowed(name, setting) and likely(name, setting, rng) and name not in names and not {"bird", "machine"} <= set(names + [name]):
            names.append(name)
    items, named = [], []
    for name in names:
        say = rng.random() < .78
        named.append(say)
        items.append((name, rng.choice(COLOUR_NAMES) if say else NATURAL[name]))
    if layout == "copies":
        items = items * (2 if rng.random() < .75 else 3)
        named = named * len(items)
    return Scene("postcard", items, layout, setting, time, named=tuple(named))


def allowed(name, setting):
    """The crane of a city is the machine, elsewhere it is the bird; a bird called so may be anywhere, boats
    and fish are mostly where there is water. All else stands everywhere."""
    return name != "machine" or setting == "city"


def likely(name, setting, rng):
    """Rare combinations are kept rare."""
    if name in WATER and setting not in ("beach", "river"):
        return rng.random() < .35
    return not (name == "bird" and setting == "city") or rng.random() < .5


def _shapes(rng):
    r = rng.random()
    layout = "one" if r < .25 else "copies" if r < .40 else "row" if r < .66 else "column" if r < .90 else "trio"
    number = {"one": 1, "copies": 1, "trio": 3}.get(layout, 2)
    items = []
    while len(items) < number:
        item = (rng.choice(SHAPES), rng.choice(SHAPE_COLOURS))
        if item not in items:
            items.append(item)
    if layout == "copies":
        items = items * (2 if rng.random() < .7 else 3)
    return Scene("shapes", items, layout, named=(True,) * len(items))


def place(scene, rng):
    """Fill `places` and `mirror`; jitter stays on the 8-pixel grid."""
    n, post = len(scene.items), scene.kind == "postcard"
    ys = [height(name, scene.setting) for name, _ in scene.items]
    if n == 1:
        scene.places = [(rng.choice((16, 24)), ys[0] if post else rng.choice((16, 24)))]
    elif n == 2 and scene.layout == "column":
        x, (top, bottom) = rng.choice((16, 24)), rng.choice(((0, 32), (8, 40), (0, 40)))
        scene.places = [(x, top), (x, bottom)]
    elif n == 2:
        left, right = rng.choice(((0, 32), (8, 40), (0, 40)))
        if not post:
            ys = [rng.choice((16, 24))] * 2
        scene.places = [(left, ys[0]), (right, ys[1])]
    else:
        bottom = ys[0] + 8 if post else 40
        top = bottom - 24 if post else rng.choice((8, 0))
        scene.places = [(0, bottom), (40, bottom), (rng.choice((16, 24)), top)]
    scene.mirror = post and rng.random() < .5
    return scene


def sample(rng, shapes=.3, want_held_out=False):
    """One scene from the training distribution, or from its held-out part."""
    while True:
        scene = _shapes(rng) if rng.random() < shapes else _postcard(rng)
        if held_out(scene) == want_held_out:
            return place(scene, rng)
