"""One word, two pictures: prompts with the bird near a river or lake, the machine near a building, and their rates."""
import random

from . import scenes
from .captions import SETTING_PHRASES, TIME_PHRASES
from .measure import generate, rate

MEANINGS = (("bird", "river"), ("machine", "city"))
OTHER = {"bird": "machine", "machine": "bird"}


def crane_prompts(n, seed=0):
    """-> {meaning: n captions}, others for each seed."""
    out = {}
    for want, setting in MEANINGS:
        rng = random.Random(f"{want}-{seed}" if seed else want)
        places = [p for p in SETTING_PHRASES[setting] if any(w in p for w in ("river", "lake", "build"))]
        out[want] = [crane_caption(rng, places) for _ in range(n)]
    return out


def crane_caption(rng, places):
    colour = rng.choice(scenes.COLOUR_NAMES + ("",) * 4)
    when = rng.choice(("",) + TIME_PHRASES[rng.choice(("noon", "sunset", "night"))])
    return " ".join(f"a {colour} crane {rng.choice(places)} {when}".split())


def crane_rates(system, checker, prompts, guidance=None, change=None):
    out = {}
    for want, texts in prompts.items():
        images, _ = generate(system, texts, [300000 + i for i in range(len(texts))], guidance=guidance, change=change)
        names = [[f[0] for f in seen["found"]] for seen in checker.look(images)]
        out[want] = {"right": rate([x == [want] for x in names]), "swapped": rate([OTHER[want] in x for x in names])}
    return out
