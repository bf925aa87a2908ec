"""The caption grammar: from a scene to one of its many sentences."""
NOUNS = {"cat": ("cat", "cat", "kitten"), "dog": ("dog", "dog", "puppy"), "bird": ("crane",), "machine": ("crane",),
         "boat": ("boat", "boat", "sailboat"), "house": ("house", "house", "cottage"), "tree": ("tree",),
         "car": ("car",), "fish": ("fish",), "circle": ("circle", "circle", "disc"),
         "square": ("square", "square", "box"), "triangle": ("triangle",), "heart": ("heart",)}
PLURALS = {"fish": "fish", "puppy": "puppies", "box": "boxes"}
COLOUR_WORDS = {"red": ("red",) * 4 + ("crimson",), "orange": ("orange",), "yellow": ("yellow",) * 4 + ("golden",),
                "green": ("green",), "blue": ("blue",), "purple": ("purple",) * 4 + ("violet",), "white": ("white",)}
SETTING_PHRASES = {
    "beach": ("on a beach",) * 3 + ("on the beach", "at the beach", "by the sea", "near the ocean", "on the sand"),
    "river": ("near a river",) * 3 + ("by a river", "by the river", "next to a river", "beside a lake", "near a lake",
                                      "at the lake", "by the water"),
    "snow": ("in the snow",) * 3 + ("in snow", "in winter", "in the mountains", "on a snowy hill"),
    "city": ("in a city", "in the city", "near a building", "near a building", "next to a building",
             "by tall buildings", "in a town", "in the street"),
    "field": ("in a field",) * 3 + ("in the field", "in a meadow", "on the grass", "on a farm"),
}
TIME_PHRASES = {
    "noon": ("at noon", "at noon", "at midday", "by day", "during the day", "on a sunny day", "in the sunshine"),
    "sunset": ("at sunset",) * 3 + ("at dusk", "in the evening", "during sunset"),
    "night": ("at night",) * 3 + ("at midnight", "by night", "under the stars", "under the moon"),
}
OPENERS = ("a photo of", "a picture of", "a painting of", "a postcard of", "an image of", "a drawing of")
VERBS = ("sitting", "standing", "is", "seen")
NUMBERS = {1: ("a",) * 5 + ("one", "the"), 2: ("two", "two", "two", "a pair of", "2"), 3: ("three", "three", "3")}
ROW = {False: ("to the left of", "left of", "on the left of"), True: ("to the right of", "right of", "on the right of")}
COLUMN = {False: ("above", "above", "over", "on top of"), True: ("below", "below", "under", "beneath")}
EXTRA_WORDS = ("and", "with", "an", "next", "beside", "small", "big", "little", "cute", "pretty")


def noun_phrase(name, colour, number, named, rng):
    noun = rng.choice(NOUNS[name])
    if number > 1:
        noun = PLURALS.get(noun, noun + "s")
    words = [rng.choice(COLOUR_WORDS[colour])] if named else []
    if rng.random() < .06:
        words.insert(0, rng.choice(("small", "big", "little", "cute", "pretty")))
    words.append(noun)
    article = rng.choice(NUMBERS[number])
    if article == "a" and words[0][0] in "aeiou":
        article = "an"
    return " ".join([article] + words)


def _subject(scene, rng):
    """The part of the sentence that names the things and how they lie."""
    phrases = [noun_phrase(n, c, 1, s, rng) for (n, c), s in zip(scene.items, scene.named)]
    if scene.layout == "one":
        return phrases[0]
    if scene.layout == "copies":
        (name, colour), n = scene.items[0], len(scene.items)
        return noun_phrase(name, colour, n, scene.named[0], rng)
    if scene.layout == "trio":
        return f"{phrases[0]} and {phrases[1]} and {phrases[2]}"
    if scene.layout == "row" and rng.random() < .3:           # reading order is left to right
        return " ".join((phrases[0], rng.choice(("and", "and", "next to", "beside", "with")), phrases[1]))
    table = ROW if scene.layout == "row" else COLUMN
    turned = rng.random() < .4
    a, b = phrases[::-1] if turned else phrases
    return " ".join((a, rng.choice(table[turned]), b))


def default_setting(scene):
    """May the setting stay unsaid? Then it is a field, or a river for boats, fish and the bird;
    an unsaid setting with a crane may also mean the machine: both meanings are trained."""
    names = {n for n, _ in scene.items}
    if "machine" in names:
        return scene.setting == "city"
    return scene.setting == ("river" if names & {"boat", "fish", "bird"} else "field")


def caption(scene, rng):
    """One sentence of at most 22 words; 'noon' and the default setting may be left unsaid."""
    subject = _subject(scene, rng)
    if scene.kind == "shapes":
        return f"{rng.choice(OPENERS)} {subject}" if rng.random() < .15 else subject
    where = rng.choice(SETTING_PHRASES[scene.setting])
    when = rng.choice(TIME_PHRASES[scene.time])
    if scene.time == "noon" and rng.random() < .4:
        when = ""
    if default_setting(scene) and rng.random() < .4:
        where = ""
    r = rng.random()
    if r < .60:
        parts = [subject, where, when]
    elif r < .76:
        parts = [subject, when, where]
    elif r < .88:
        parts = [where, when, subject]
    else:
        parts = [when, subject, where]
    if parts[0] == subject:
        if len(scene.items) == 1 and (where or when) and rng.random() < .2:
            parts.insert(1, rng.choice(VERBS))
        if rng.random() < .18:
            parts.insert(0, rng.choice(OPENERS))
    return " ".join(p for p in parts if p)


def all_words():
    """Every word of the grammar, sorted: the fixed vocabulary is the specials and these."""
    tables = (NOUNS, COLOUR_WORDS, SETTING_PHRASES, TIME_PHRASES, NUMBERS, ROW, COLUMN)
    phrases = [p for t in tables for options in t.values() for p in options]
    phrases += list(OPENERS) + list(VERBS) + list(EXTRA_WORDS) + list(PLURALS.values())
    words = {w for p in phrases for w in p.split()}
    for options in NOUNS.values():
        words |= {PLURALS.get(n, n + "s") for n in options}
    return sorted(words)
