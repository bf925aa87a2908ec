"""The fifteen postcard grounds (5 settings x 3 times of day), drawn once and cached."""
import numpy as np

from .sprites import Grid, coverage, WHITE

SETTINGS = ("beach", "river", "snow", "city", "field")
TIMES = ("noon", "sunset", "night")
IMAGE = 64
PLAIN = np.array([0.95, 0.935, 0.90], np.float32)      # ground of the plain shapes

SKY = {"noon": [(0.25, 0.60, 0.95), (0.80, 0.93, 1.0)],
       "sunset": [(0.40, 0.24, 0.56), (0.93, 0.42, 0.45), (1.0, 0.80, 0.45)],
       "night": [(0.04, 0.05, 0.20), (0.17, 0.21, 0.46)]}
# Light of the hour on everything that is not sky: multiply, then add.
LIGHT = {"noon": ((1, 1, 1), (0, 0, 0)), "sunset": ((.86, .66, .62), (.14, .05, .03)),
         "night": ((.32, .37, .56), (.00, .01, .05))}
# A gentler light on the sprites: their colour must stay readable.
SPRITE_LIGHT = {"noon": ((1, 1, 1), (0, 0, 0)), "sunset": ((.93, .84, .80), (.05, .01, .0)),
                "night": ((.74, .77, .90), (.0, .0, .02))}


def lit(colour, time, table=LIGHT):
    mul, add = table[time]
    return np.clip(np.asarray(colour, np.float32) * np.float32(mul) + np.float32(add), 0, 1)


class Canvas:
    """A 64 x 64 RGB picture painted part by part."""

    def __init__(self, time):
        self.time, self.grid = time, Grid(IMAGE, IMAGE)
        stops = np.array(SKY[time], np.float32)
        y = np.clip(np.arange(IMAGE) / 40.0, 0, 1) * (len(stops) - 1)
        column = np.stack([np.interp(y, np.arange(len(stops)), stops[:, k]) for k in range(3)], -1)
        self.rgb = np.repeat(column[:, None], IMAGE, 1).astype(np.float32)

    def paint(self, distance, colour, alpha=1.0, light=True):
        a = coverage(distance)[..., None] * alpha
        colour = lit(colour, self.time) if light else np.float32(colour)
        self.rgb = self.rgb * (1 - a) + a * colour

    def below(self, level, wave=0.0, period=24.0, phase=0.0):
        """Distance field of everything under a (wavy) line."""
        return level + wave * np.sin((self.grid.x + phase) * 2 * np.pi / period) - self.grid.y


STARS = ((6, 6), (17, 13), (27, 5), (36, 15), (60, 22), (9, 22), (24, 21), (42, 7), (33, 25))


def _sky(c):
    g, p = c.grid, c.paint
    if c.time == "noon":
        p(g.ellipse(52, 11, 9.5), (1, .97, .75), .55, False)
        p(g.ellipse(52, 11, 6.4), (1, .86, .25), 1, False)
        cloud = np.minimum.reduce([g.ellipse(13, 11, 6, 4), g.ellipse(19, 9, 6, 5), g.ellipse(25, 12, 5.5, 3.4)])
        p(cloud, WHITE, 1, False)
    elif c.time == "sunset":
        p(g.ellipse(46, 25, 14), (1, .78, .42), .5, False)
        p(g.ellipse(46, 25, 9), (1, .90, .45), 1, False)
        for x, y, w in ((8, 9, 18), (30, 5, 14), (4, 17, 12)):
            p(g.seg(x, y, x + w, y, 1.1), (1, .66, .58), .9, False)
    else:
        for x, y in STARS:
            p(g.ellipse(x, y, 1.15), (1, .98, .85), 1, False)
        p(np.maximum(g.ellipse(52, 12, 7), -g.ellipse(48.6, 9.8, 6.2)), (1, .95, .72), 1, False)


def _beach(c):
    g, p = c.grid, c.paint
    p(c.below(30), (.16, .56, .86))
    p(c.below(38), (.22, .68, .88))
    for x, y, w in ((6, 33.5, 8), (26, 35, 10), (50, 33.5, 8), (14, 40.5, 9), (42, 41, 10)):
        p(g.seg(x, y, x + w, y, .8), (.80, .95, 1.0))
    p(c.below(44.6, 1.0, 32), (.93, .98, 1.0))
    p(c.below(46.8, 1.0, 32), (.98, .86, .58))
    p(c.below(58, 1.4, 40, 12), (.94, .78, .48))
    for x, y in ((6, 55), (58, 60), (31, 61)):
        p(g.ellipse(x, y, 1.7), (.98, .55, .45))


def _river(c):
    g, p = c.grid, c.paint
    p(g.ellipse(14, 40, 24, 17), (.42, .66, .47))
    p(g.ellipse(50, 42, 26, 15), (.35, .58, .42))
    p(c.below(35), (.20, .56, .84))
    for x, y, w in ((4, 38.5, 10), (28, 40, 12), (50, 38.5, 9), (16, 44, 10), (44, 44.2, 11)):
        p(g.seg(x, y, x + w, y, .8), (.72, .90, .98))
    p(c.below(47.5, .8, 21), (.46, .74, .30))
    p(c.below(58, 1.2, 34, 6), (.38, .66, .26))
    for x, h in ((2, 40), (5, 43), (60, 42), (63, 39)):
        p(g.seg(x, 52, x, h, .9), (.24, .50, .22))
        p(g.seg(x, h, x, h + 4, 1.4), (.48, .30, .16))


def _snow(c):
    g, p = c.grid, c.paint
    p(g.poly((-4, 44), (14, 19), (32, 44)), (.70, .78, .90))
    p(g.poly((7, 28.6), (14, 19), (21, 28.6), (14, 26.5)), (.97, .98, 1))
    p(g.poly((24, 44), (46, 23), (68, 44)), (.62, .72, .87))
    p(g.poly((38.6, 30), (46, 23), (53.4, 30), (46, 28)), (.97, .98, 1))
    p(c.below(41, 2, 60, 8), (.88, .93, .99))
    for x in (4, 60):
        p(g.poly((x - 6, 46), (x, 31), (x + 6, 46)), (.18, .45, .36))
        p(g.poly((x - 3, 38), (x, 30), (x + 3, 38)), (.96, .98, 1))
    p(c.below(47, 1.5, 40, 20), (.95, .97, 1.0))
    p(c.below(58, 1.3, 36), (.86, .91, .98))


def _city(c):
    g, p = c.grid, c.paint
    window = (1, .86, .38) if c.time != "noon" else (.86, .95, 1)
    blocks = ((-2, 11, 22, (.55, .60, .72)), (11, 21, 13, (.69, .60, .64)), (21, 30, 27, (.50, .57, .68)),
              (30, 42, 17, (.63, .66, .76)), (42, 51, 29, (.70, .62, .62)), (51, 66, 20, (.54, .59, .70)))
    for x0, x1, top, colour in blocks:
        p(g.rect(x0, top, x1, 50), colour)
        p(g.rect(x0, top, x1, top + 1.5), tuple(v * .8 for v in colour))
        for wy in range(top + 4, 44, 6):
            for wx in range(x0 + 2 + (x0 < 0) * 2, x1 - 2, 4):
                on = (wx * 7 + wy * 3) % 5 != 0 or c.time == "noon"
                p(g.rect(wx, wy, wx + 2.2, wy + 3), window if on else (.2, .22, .3), 1, not on or c.time == "noon")
    p(c.below(46), (.74, .73, .72))
    p(c.below(50), (.42, .43, .48))
    for x in (2, 19, 36, 53):
        p(g.rect(x, 58.2, x + 9, 60.2), (.96, .93, .80))


def _field(c):
    g, p = c.grid, c.paint
    p(g.ellipse(12, 50, 32, 18), (.56, .78, .36))
    p(g.ellipse(54, 52, 32, 17), (.48, .72, .34))
    p(g.rect(-1, 39, 66, 40.8), (.80, .62, .42))
    for x in range(4, 64, 14):
        p(g.rect(x, 36.5, x + 2.4, 45), (.72, .52, .34))
    p(c.below(43.5, 1.2, 44), (.48, .76, .30))
    p(c.below(57, 1.2, 30, 9), (.40, .68, .25))
    for k, (x, y) in enumerate(((5, 50), (60, 49), (12, 60), (29, 59.5), (44, 61), (58, 58), (33, 48))):
        p(g.ellipse(x, y, 1.6), ((1, .45, .55), (1, .95, .9), (1, .85, .3))[k % 3])


_DRAW = {"beach": _beach, "river": _river, "snow": _snow, "city": _city, "field": _field}


def background(setting, time):
    """-> [64, 64, 3] float32 in 0..1 (sun or moon on the right; the mirrored one is used too)."""
    canvas = Canvas(time)
    _sky(canvas)
    _DRAW[setting](canvas)
    return np.clip(canvas.rgb, 0, 1)
