"""Sprites of the postcard world, drawn from signed distances (numpy only).

A sprite is a list of parts (distance field, colour) in a 24 x 24 pixel box.  Distances make
clean, chunky, anti-aliased edges at any supersampling, and an outline is the same field grown
by one pixel.  Everything is deterministic: no random number is used in this file.
"""
import numpy as np

SIZE = 24          # one sprite size: mixed sizes smear in a small model
SS = 6             # supersampling per pixel and axis
OUTLINE = np.array([0.15, 0.12, 0.21], np.float32)
WHITE = (0.99, 0.98, 0.95)
PINK = (0.98, 0.62, 0.66)
DARK = (0.17, 0.15, 0.22)
GLASS = (0.66, 0.88, 0.98)
WOOD = (0.50, 0.31, 0.18)
STEEL = (0.56, 0.58, 0.64)

COLOURS = {
    "red": (0.87, 0.16, 0.19), "orange": (0.98, 0.56, 0.12), "yellow": (0.99, 0.86, 0.20),
    "green": (0.20, 0.66, 0.27), "blue": (0.16, 0.42, 0.90), "purple": (0.58, 0.26, 0.76),
    "white": (0.97, 0.97, 0.98),
}
SUBJECTS = ("cat", "dog", "bird", "machine", "boat", "house", "tree", "car", "fish")
SHAPES = ("circle", "square", "triangle", "heart")


class Grid:
    """Pixel-centre coordinates of a w x h box at `SS` samples a pixel; distances in pixels."""

    def __init__(self, w=SIZE, h=SIZE):
        xs = (np.arange(w * SS, dtype=np.float32) + 0.5) / SS
        ys = (np.arange(h * SS, dtype=np.float32) + 0.5) / SS
        self.x, self.y = np.meshgrid(xs, ys)

    def ellipse(self, cx, cy, rx, ry=None):
        ry = rx if ry is None else ry
        r = np.sqrt(((self.x - cx) / rx) ** 2 + ((self.y - cy) / ry) ** 2)
        return (r - 1.0) * min(rx, ry)

    def rect(self, x0, y0, x1, y1, r=0.0):
        qx = np.abs(self.x - (x0 + x1) / 2) - (x1 - x0) / 2 + r
        qy = np.abs(self.y - (y0 + y1) / 2) - (y1 - y0) / 2 + r
        outside = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0))
        return outside + np.minimum(np.maximum(qx, qy), 0) - r

    def seg(self, x0, y0, x1, y1, r):
        dx, dy = x1 - x0, y1 - y0
        h = np.clip(((self.x - x0) * dx + (self.y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
        return np.hypot(self.x - x0 - h * dx, self.y - y0 - h * dy) - r

    def poly(self, *pts):
        """Signed distance to a polygon (even-odd inside test, nearest edge outside)."""
        dist = np.full(self.x.shape, 1e9, np.float32)
        inside = np.zeros(self.x.shape, bool)
        for (x0, y0), (x1, y1) in zip(pts, pts[1:] + pts[:1]):
            dist = np.minimum(dist, self.seg(x0, y0, x1, y1, 0.0))
            if y0 != y1:
                crosses = (self.y < y0) != (self.y < y1)
                inside ^= crosses & (self.x < (x1 - x0) * (self.y - y0) / (y1 - y0) + x0)
        return np.where(inside, -dist, dist)


def shade(colour, k):
    """k > 0: towards white; k < 0: towards a dark violet (prettier than towards black)."""
    c = np.array(colour, np.float32)
    target = np.ones(3, np.float32) if k > 0 else np.array([0.12, 0.06, 0.22], np.float32)
    return c + (target - c) * abs(k)


def _cat(g, c):
    return [
        (g.seg(17, 20.5, 20.8, 13.5, 1.7), shade(c, -.18)),
        (g.poly((4.6, 8.5), (5.2, 0.9), (11, 4.6)), c), (g.poly((19.4, 8.5), (18.8, 0.9), (13, 4.6)), c),
        (g.poly((6.2, 5.6), (6.3, 3.0), (8.4, 4.6)), PINK), (g.poly((17.8, 5.6), (17.7, 3.0), (15.6, 4.6)), PINK),
        (g.ellipse(12, 17.3, 6.3, 6.0), c), (g.ellipse(12, 18.8, 3.4, 3.9), shade(c, .45)),
        (g.ellipse(12, 8.8, 7.6, 5.9), c),
        (g.ellipse(8.6, 8.4, 1.35, 1.7), DARK), (g.ellipse(15.4, 8.4, 1.35, 1.7), DARK),
        (g.ellipse(12, 11.0, 1.3, 1.0), PINK)]


def _dog(g, c):
    return [
        (g.seg(19, 12.5, 21.8, 7.0, 1.5), c),
        (g.rect(7, 16, 10.4, 23, 1), c), (g.rect(15.6, 16, 19, 23, 1), shade(c, -.18)),
        (g.rect(6.5, 10.5, 20, 18.5, 3), c),
        (g.rect(2.6, 2.5, 12, 12, 3.6), c), (g.rect(0.9, 7, 6.6, 12, 2), shade(c, .5)),
        (g.ellipse(11, 7.2, 2.2, 4.4), shade(c, -.42)),
        (g.ellipse(6.4, 6.0, 1.25, 1.4), DARK), (g.ellipse(1.9, 8.0, 1.4, 1.2), DARK),
        (g.rect(6.4, 12, 12, 14.1, 1), (0.20, 0.72, 0.78))]


def _bird(g, c):
    return [
        (g.seg(12, 14, 12, 23, 0.6), DARK), (g.seg(16.8, 14, 16.8, 23, 0.6), DARK),
        (g.ellipse(20, 12.8, 3.4, 2.7), shade(c, -.55)),
        (g.ellipse(14.4, 11.6, 6.0, 3.8), c), (g.ellipse(16, 12.0, 3.6, 2.0), shade(c, -.2)),
        (g.seg(10.4, 10.6, 7.6, 4.4, 1.5), c), (g.ellipse(7.2, 3.9, 2.7, 2.4), c),
        (g.poly((5.0, 2.8), (0.4, 5.0), (5.2, 5.8)), (0.98, 0.66, 0.16)),
        (g.ellipse(7.8, 2.0, 2.2, 1.1), (0.86, 0.14, 0.18)), (g.ellipse(6.6, 4.1, 0.85, 0.95), DARK)]


def _machine(g, c):
    parts = [
        (g.rect(10, 20, 22, 23.4, .6), STEEL), (g.rect(14, 5, 18, 21), c),
        (g.poly((13.4, 4.6), (16, 0.8), (18.6, 4.6)), c), (g.rect(1, 3.6, 23, 7.2, .5), c),
        (g.rect(19.2, 6.4, 23, 11.2, .6), STEEL), (g.seg(4, 7, 4, 14, 0.75), DARK),
        (g.rect(1.6, 13.6, 6.4, 18, .6), STEEL), (g.rect(11.2, 7.2, 16, 11.4, .7), GLASS)]
    for y in (13.2, 17.2):
        parts.append((g.rect(14, y, 18, y + 1.6), shade(c, -.38)))
    for x in (4.5, 9):
        parts.append((g.rect(x, 3.6, x + 1.6, 7.2), shade(c, -.38)))
    return parts


def _boat(g, c):
    return [
        (g.rect(11, 0.9, 13, 17), WOOD),
        (g.poly((13.6, 2), (22, 14.4), (13.6, 14.4)), WHITE),
        (g.poly((10.4, 4.4), (10.4, 14.4), (3.2, 14.4)), shade(c, .35)),
        (g.poly((1.2, 16.2), (22.8, 16.2), (18.6, 22.8), (5.4, 22.8)), c),
        (g.poly((1.2, 16.2), (22.8, 16.2), (21.6, 18.2), (2.4, 18.2)), shade(c, -.3))]


def _house(g, c):
    return [
        (g.rect(16.2, 2.6, 19.4, 9), (0.62, 0.42, 0.36)), (g.rect(3.8, 10.5, 20.2, 23.2), c),
        (g.poly((1.2, 12), (12, 1.8), (22.8, 12)), (0.47, 0.27, 0.25)),
        (g.rect(10, 16, 14, 23.2, .5), WOOD),
        (g.rect(5.4, 14, 8.8, 17.8), GLASS), (g.rect(15.2, 14, 18.6, 17.8), GLASS)]


def _tree(g, c):
    return [
        (g.rect(10.1, 14, 13.9, 23.2), WOOD),
        (g.ellipse(7, 11.4, 5.2), c), (g.ellipse(17, 11.4, 5.2), c), (g.ellipse(12, 6.8, 5.8), c),
        (g.ellipse(12, 12.6, 5.2), c), (g.ellipse(9.8, 5.6, 2.4, 1.9), shade(c, .4)),
        (g.ellipse(17.2, 13.4, 3, 2.2), shade(c, -.22)), (g.ellipse(7.4, 13.6, 3, 2), shade(c, -.22))]


def _car(g, c):
    return [
        (g.poly((4.6, 12), (7.4, 5), (16.6, 5), (20, 12)), c),
        (g.rect(1, 10.6, 23, 19, 2.6), c), (g.rect(1.6, 15.6, 22.4, 18.4, 1), shade(c, -.25)),
        (g.poly((7, 11), (8.8, 6.8), (11.4, 6.8), (11.4, 11)), GLASS),
        (g.poly((13, 11), (13, 6.8), (15.8, 6.8), (17.6, 11)), GLASS),
        (g.ellipse(6.6, 19, 3.7), DARK), (g.ellipse(17.4, 19, 3.7), DARK),
        (g.ellipse(6.6, 19, 1.6), STEEL), (g.ellipse(17.4, 19, 1.6), STEEL),
        (g.ellipse(21.6, 13.4, 1.2), (1, .95, .6))]


def _fish(g, c):
    return [
        (g.poly((16, 12), (23, 5.6), (22, 12), (23, 18.4)), shade(c, -.2)),
        (g.poly((8, 7.5), (12.4, 2.6), (16, 8)), shade(c, -.2)),
        (g.ellipse(10.6, 12, 9.4, 6.3), c), (g.ellipse(9.4, 15, 6.4, 2.7), shade(c, .45)),
        (g.rect(10.6, 7.4, 12.6, 16, 1), shade(c, -.3)), (g.rect(14.6, 8.4, 16.4, 15.4, .9), shade(c, -.3)),
        (g.ellipse(5.4, 10.4, 2.2), WHITE), (g.ellipse(5.0, 10.5, 1.25), DARK)]


def _circle(g, c):
    return [(g.ellipse(12, 12, 10.6), c)]


def _square(g, c):
    return [(g.rect(2, 2, 22, 22), c)]


def _triangle(g, c):
    return [(g.poly((12, 1.6), (22.8, 21.8), (1.2, 21.8)), c)]


def _heart(g, c):
    lobes = np.minimum(g.ellipse(6.8, 7.8, 5.6), g.ellipse(17.2, 7.8, 5.6))
    return [(np.minimum(lobes, g.poly((12, 22.6), (2.0, 10.6), (6.8, 7), (12, 6.6), (17.2, 7), (22.0, 10.6))), c)]


PARTS = {"cat": _cat, "dog": _dog, "bird": _bird, "machine": _machine, "boat": _boat,
         "house": _house, "tree": _tree, "car": _car, "fish": _fish,
         "circle": _circle, "square": _square, "triangle": _triangle, "heart": _heart}


def coverage(distance):
    """[h*SS, w*SS] distances -> [h, w] anti-aliased coverage in 0..1."""
    inside = np.clip(0.5 - distance * SS, 0, 1)
    h, w = inside.shape
    return inside.reshape(h // SS, SS, w // SS, SS).mean((1, 3))


def draw(name, colour, outline=1.0):
    """-> [24, 24, 4] float32, premultiplied RGBA of one sprite in one colour, lit at noon."""
    grid = Grid()
    parts = PARTS[name](grid, COLOURS[colour])
    silhouette = coverage(np.minimum.reduce([d for d, _ in parts]) - outline)[..., None]
    rgb, alpha = silhouette * OUTLINE, silhouette
    for distance, part_colour in parts:
        a = coverage(distance)[..., None]
        rgb = rgb * (1 - a) + a * np.asarray(part_colour, np.float32)
        alpha = alpha * (1 - a) + a
    return np.concatenate([rgb, alpha], -1).astype(np.float32)
