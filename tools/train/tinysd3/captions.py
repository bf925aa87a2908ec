"""The caption grammar: from a scene to one of its many sentences."""
NOUNS = {"cat": ("cat", "cat", "kitten"), "dog": ("dog", "dog", "puppy"), "bird": ("crane", "crane", "bird"), "machine": ("crane",),
         "boat": ("boat", "boat", "sailboat"), "house": ("house", "house", "cottage"), "tree": ("tree",),
         "car": ("car",), "fish": ("fish",), "circle": ("circle", "circle", "disc"),
         "square": ("square", "square", "box"), "triangle": ("triangle",), "heart": ("heart",)}
PLURALS = {"fish": ("fish", "fish", "fishes"), "puppy": ("puppies",), "box": ("boxes",)}
COLOUR_WORDS = {"red": ("red",) * 4 + ("crimson",), "orange": ("orange",), "yellow": ("yellow",) * 4 + ("golden",),
                "green": ("green",), "blue": ("blue",), "purple": ("purple",) * 4 + ("violet",), "white": ("white",)}
SETTING_PHRASES = {
    "beach": ("on a beach",) * 3 + ("on the beach", "at the beach", "by the sea", "near the ocean", "on the sand", "at a beach", "near the sea", "on the shore"),
    "river": ("near a river",) * 3 + ("by a river", "by the river", "next to a river", "beside a lake", "near a lake",
                                      "at the lake", "by the water", "at a river", "on the river", "on a lake", "in the water"),
    "snow": ("in the snow",) * 3 + ("in snow", "in winter", "in the mountains", "on a snowy hill", "on the snow", "near a mountain"),
    "city": ("in a city", "in the city", "near a building", "near a building", "next to a building",
             "by tall buildings", "in a town", "in the street", "in town", "on a street", "downtown"),
    "field": ("in a field",) * 3 + ("in the field", "in a meadow", "on the grass", "on a farm", "in the grass", "on a meadow", "in the countryside"),
}
TIME_PHRASES = {
    "noon": ("at noon", "at noon", "at midday", "by day", "during the day", "on a sunny day", "in the sunshine", "in the morning", "noon", "in daylight", "in the sun"),
    "sunset": ("at sunset",) * 3 + ("at dusk", "in the evening", "during sunset", "evening", "sunset", "at dawn", "at sunrise"),
    "night": ("at night",) * 3 + ("at midnight", "by night", "under the stars", "under the moon", "night", "in the night", "in moonlight", "in the dark"),
}
OPENERS = ("a photo of", "a picture of", "a painting of", "a postcard of", "an image of", "a drawing of", "photo of", "picture of", "painting of", "there is", "i see", "show me")
VERBS = {False: ("sitting", "standing", "is", "seen", "sits", "stands", "waiting"), True: ("sitting", "standing", "are", "seen", "sit", "stand", "waiting")}
NUMBERS = {1: ("a",) * 5 + ("one", "the"), 2: ("two",) * 4 + ("a pair of", "2", "a couple of"), 3: ("three", "three", "3")}
ROW = {False: ("to the left of", "left of", "on the left of", "to left of", "on left of"),
       True: ("to the right of", "right of", "on the right of", "to right of", "on right of")}
COLUMN = {False: ("above", "above", "over", "on top of"), True: ("below", "below", "under", "beneath")}
ADJECTIVES = ("small", "big", "little", "cute", "pretty", "tiny", "large", "beautiful", "lovely", "old", "nice", "happy")
EXTRA_WORDS = ("and", "with", "an", "next", "beside", "by", "near", "some", "of", "color", "colored") + ADJECTIVES


def noun_of(name, setting, rng):
    """"crane" is the machine in a city and the bird elsewhere; "bird" is the bird anywhere."""
    return "bird" if name == "bird" and setting == "city" else rng.choice(NOUNS[name])


def noun_phrase(name, colour, number, named, setting, rng):
    noun = noun_of(name, setting, rng)
    if number > 1:
        noun = rng.choice(PLURALS.get(noun, (noun + "s",)))
    words = [rng.choice(COLOUR_WORDS[colour])] if named else []
    if rng.random() < .06:
        words.insert(0, rng.choice(ADJECTIVES))
    words.append(noun)
    article = rng.choice(NUMBERS[number])
    if article == "a" and words[0][0] in "aeiou":
        article = "an"
    return " ".join([article] + words)


def _subject(scene, rng):
    """The part of the sentence that names the things and how they lie."""
    phrases = [noun_phrase(n, c, 1, s, scene.setting, rng) for (n, c), s in zip(scene.items, scene.named)]
    if scene.layout == "one":
        return phrases[0]
    if scene.layout == "copies":
        (name, colour), n = scene.items[0], len(scene.items)
        return noun_phrase(name, colour, n, scene.named[0], scene.setting, rng)
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
    if r < .50:
        parts = [subject, where, when]
    elif r < .64:
        parts = [subject, when, where]
    elif r < .74:
        parts = [where, when, subject]
    elif r < .84:
        parts = [where, subject, when]
    elif r < .92:
        parts = [when, subject, where]
    else:
        parts = [_with(where, when, rng), subject]
    if parts[0] == subject:
        if scene.layout in ("one", "copies") and (where or when) and rng.random() < .2:
            parts.insert(1, rng.choice(VERBS[scene.layout == "copies"]))
        if rng.random() < .18:
            parts.insert(0, rng.choice(OPENERS))
    return " ".join(p for p in parts if p)


def bare_caption(scene, rng):
    """What people type first, of one thing or of copies: "bird", "red boats at night", no article and no number."""
    (name, colour), named = scene.items[0], scene.named[0]
    noun = noun_of(name, scene.setting, rng)
    if scene.layout == "copies":
        noun = rng.choice(PLURALS.get(noun, (noun + "s",)))
    words = [rng.choice(COLOUR_WORDS[colour])] if named else []
    words.append(noun)
    if scene.kind == "postcard":
        if not default_setting(scene) or rng.random() < .3:
            words.append(rng.choice(SETTING_PHRASES[scene.setting]))
        if scene.time != "noon" or rng.random() < .2:
            words.append(rng.choice(TIME_PHRASES[scene.time]))
    return " ".join(words)


PLACES = {"beach": ("the beach", "a beach", "the sea"), "river": ("the river", "a river", "a lake"),
          "snow": ("the snow", "snow", "winter"), "city": ("the city", "a city", "a town"),
          "field": ("the field", "a field", "a meadow")}


def _with(where, when, rng):
    """The setting as the head of the sentence: "the beach at sunset with"."""
    for setting, phrases in SETTING_PHRASES.items():
        if where in phrases:
            return " ".join(p for p in (rng.choice(PLACES[setting]), when, "with") if p)
    return when


def all_words():
    """Every word of the grammar, sorted: the fixed vocabulary is the specials and these."""
    tables = (NOUNS, COLOUR_WORDS, SETTING_PHRASES, TIME_PHRASES, NUMBERS, ROW, COLUMN, VERBS, PLACES, PLURALS)
    phrases = [p for t in tables for options in t.values() for p in options]
    phrases += list(OPENERS) + list(EXTRA_WORDS)
    words = {w for p in phrases for w in p.split()}
    for options in NOUNS.values():
        words |= {w for n in options for w in PLURALS.get(n, (n + "s",))}
    return sorted(words)
