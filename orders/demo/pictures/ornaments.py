"""Patterns for prints, covers and screens: outlines in a unit square, each with one of four tones."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sin
from random import Random

from orders.demo.pictures.geometry import Outline, arc, ellipse, leaf, rectangle, rounded, star

# Tones index a palette: 0 the strongest, 3 the quietest.
Figure = tuple[Outline, int]


def ornament(name: str, rng: Random) -> list[Figure]:
    """The figures of the named pattern, later ones over earlier; the same `rng` gives the same."""
    return _PATTERNS[name](rng)


def _stripes(rng: Random) -> list[Figure]:
    count = rng.choice((5, 7, 9))
    thick = rng.uniform(0.35, 0.6) / count
    return [
        (rectangle(-0.2, row / count, 1.2, row / count + thick), row % 2 if count > 5 else 0)
        for row in range(count)
    ]


def _bars(rng: Random) -> list[Figure]:
    figures: list[Figure] = []
    x = -0.02
    while x < 1:
        width = rng.choice((0.03, 0.06, 0.1, 0.14))
        figures.append((rectangle(x, -0.1, x + width, 1.1), rng.randrange(4)))
        x += width + rng.choice((0.02, 0.03, 0.05))
    return figures


def _diagonal(rng: Random) -> list[Figure]:
    count, lean = rng.choice((5, 7)), rng.choice((0.35, -0.35))
    thick = 0.55 / count
    return [
        ([(x + lean, -0.05), (x + lean + thick, -0.05), (x + thick, 1.05), (x, 1.05)], place % 3)
        for place, x in enumerate(-0.4 + 1.8 * step / (count * 1.3) for step in range(count * 2))
    ]


def _dots(rng: Random) -> list[Figure]:
    columns = rng.choice((5, 6, 8))
    step = 1 / columns
    return [
        (ellipse((x + 0.5 * (y % 2)) * step, (y + 0.5) * step, step * 0.26), (x * 2 + y * 3) % 4)
        for y in range(columns)
        for x in range(columns + 1)
    ]


def _waves(rng: Random) -> list[Figure]:
    rows, swings, shift = 6, rng.choice((1.5, 2, 2.5)), rng.random()
    figures: list[Figure] = []
    for row in range(rows):
        base = 0.2 + row * 0.14
        crest = [
            (x / 30, base + 0.055 * sin(2 * pi * (x / 30 * swings + shift + row * 0.22)))
            for x in range(-2, 33)
        ]
        figures.append(([*crest, (1.1, 1.1), (-0.1, 1.1)], (3, 1, 2, 0)[row % 4]))
    return figures


def _mountains(rng: Random) -> list[Figure]:
    figures: list[Figure] = [(ellipse(rng.uniform(0.3, 0.7), 0.3, 0.16), 1)]
    for layer in range(3):
        base = 0.42 + layer * 0.17
        ridge = [
            (step / 6, base + (rng.uniform(-0.14, 0.0) if step % 2 else rng.uniform(0.04, 0.1)))
            for step in range(-1, 8)
        ]
        figures.append(([*ridge, (1.2, 1.1), (-0.2, 1.1)], (3, 2, 0)[layer]))
    return figures


def _sunrise(rng: Random) -> list[Figure]:
    beams = rng.choice((9, 11, 13))
    figures: list[Figure] = []
    for beam in range(beams):
        start = 180 + 180 * beam / beams
        wedge = arc(0.5, 0.72, 0.95, None, start, start + 90 / beams)
        figures.append(([(0.5, 0.72), *wedge], 3))
    figures += [
        (arc(0.5, 0.72, radius, None, 180, 360), tone)
        for radius, tone in ((0.36, 2), (0.27, 1), (0.17, 0))
    ]
    return [*figures, (rectangle(-0.2, 0.72, 1.2, 1.2), 0)]


def _circles(rng: Random) -> list[Figure]:
    x, y = rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.65)
    return [(ellipse(x, y, 0.1 * ring), (7 - ring) % 4) for ring in range(7, 0, -1)]


def _orbits(rng: Random) -> list[Figure]:
    figures: list[Figure] = [(ellipse(0.5, 0.5, 0.13), 0)]
    for ring in range(1, 4):
        radius = 0.14 + ring * 0.09
        line = arc(0.5, 0.5, radius, None, 0, 360)
        inner = arc(0.5, 0.5, radius - 0.014, None, 360, 0)
        figures.append(([*line, *inner], 2))
        place = arc(0.5, 0.5, radius - 0.007, None, rng.randrange(360), 400)[0]
        figures.append((ellipse(*place, 0.035 + 0.012 * (ring % 2)), ring % 2))
    return figures


def _leaves(rng: Random) -> list[Figure]:
    figures: list[Figure] = []
    for stem in range(3):
        x, lean = 0.2 + stem * 0.3, rng.uniform(-8, 8)
        figures.append((rectangle(x - 0.008, 0.15, x + 0.008, 1.0), 2))
        for pair in range(5):
            y = 0.95 - pair * 0.17
            tone = (stem + pair) % 3
            figures.append((leaf(x, y, 0.19, 0.1, 48 + lean), tone))
            figures.append((leaf(x, y - 0.05, 0.19, 0.1, -48 + lean), tone))
    return figures


def _triangles(rng: Random) -> list[Figure]:
    step = 0.25
    figures: list[Figure] = []
    for row in range(4):
        for column in range(-1, 5):
            left, top = column * step + step / 2 * (row % 2), row * step
            up = [(left, top + step), (left + step, top + step), (left + step / 2, top)]
            figures.append((up, rng.randrange(4)))
    return figures


def _blocks(rng: Random) -> list[Figure]:
    figures: list[Figure] = []
    for row in range(4):
        for column in range(4):
            left, top = column / 4, row / 4
            tone, corner = rng.randrange(4), rng.randrange(5)
            figures.append((rectangle(left, top, left + 0.25, top + 0.25), tone))
            if corner < 4:
                cx, cy = left + 0.25 * (corner % 2), top + 0.25 * (corner // 2)
                start = (0, 90, 270, 180)[corner]
                quarter = arc(cx, cy, 0.25, None, start, start + 90)
                figures.append(([(cx, cy), *quarter], (tone + 1 + corner % 2) % 4))
    return figures


def _stars(rng: Random) -> list[Figure]:
    figures: list[Figure] = []
    for place in range(26):
        x, y = (place * 0.382 + rng.uniform(0, 0.1)) % 1, rng.random()
        size = rng.choice((0.012, 0.02, 0.035, 0.05))
        figures.append((star(x, y, size, 4, 0.3), place % 3))
    moon = arc(0.68, 0.28, 0.15, None, 60, 300)
    return [*figures, (moon + arc(0.75, 0.28, 0.135, None, 285, 75), 0)]


def _check(rng: Random) -> list[Figure]:
    count = rng.choice((4, 5))
    step = 1 / count
    rows = [(rectangle(-0.2, row * step, 1.2, (row + 0.42) * step), 3) for row in range(count)]
    columns = [(rectangle(row * step, -0.2, (row + 0.42) * step, 1.2), 2) for row in range(count)]
    corners = [
        (rectangle(x * step, y * step, (x + 0.42) * step, (y + 0.42) * step), 0)
        for x in range(count)
        for y in range(count)
    ]
    return [*rows, *columns, *corners]


def _zigzag(rng: Random) -> list[Figure]:
    rows, teeth = rng.choice((5, 6)), 6
    figures: list[Figure] = []
    for row in range(rows):
        top = (row + 0.15) / rows
        crest = [(x / teeth, top + (0.08 if x % 2 else 0.0)) for x in range(-1, teeth + 2)]
        figures.append((crest + [(x, y + 0.07) for x, y in reversed(crest)], row % 3))
    return figures


def _city(rng: Random) -> list[Figure]:
    figures: list[Figure] = [(ellipse(rng.uniform(0.25, 0.75), 0.28, 0.13), 1)]
    for layer in range(2):
        x = -0.05
        while x < 1:
            width = rng.uniform(0.09, 0.16)
            top = rng.uniform(0.35, 0.6) + layer * 0.16
            figures.append((rectangle(x, top, x + width, 1.1), 2 - 2 * layer))
            if layer:
                figures += [
                    (rectangle(x + 0.025, y, x + 0.045, y + 0.03), 1)
                    for y in (top + 0.05, top + 0.12, top + 0.19)
                ]
            x += width + 0.012
    return figures


def _petals(rng: Random) -> list[Figure]:
    count = rng.choice((6, 8, 10))
    figures: list[Figure] = [
        (leaf(0.5, 0.5, length, width, 360 * petal / count + turn), tone)
        for length, width, turn, tone in ((0.46, 0.2, 0, 2), (0.34, 0.16, 180 / count, 1))
        for petal in range(count)
    ]
    return [*figures, (ellipse(0.5, 0.5, 0.09), 0)]


def _fruit(rng: Random) -> list[Figure]:
    figures: list[Figure] = []
    for place, (x, y) in enumerate(((0.28, 0.3), (0.72, 0.36), (0.34, 0.72), (0.74, 0.76))):
        size = rng.uniform(0.13, 0.17)
        figures += [
            (ellipse(x, y, size), place % 3),
            (ellipse(x - size * 0.3, y - size * 0.3, size * 0.3), 3),
            (leaf(x, y - size * 0.85, 0.15, 0.1, rng.uniform(30, 70)), 2),
        ]
    return figures


def _panels(rng: Random) -> list[Figure]:
    split = rng.uniform(0.4, 0.62)
    return [
        (rectangle(-0.1, -0.1, 1.1, split), 2),
        (rounded(0.16, split - 0.26, 0.84, split + 0.26, 0.26), 0),
        (ellipse(0.42, split, 0.17), 1),
        (ellipse(0.58, split, 0.17), 3),
    ]


_PATTERNS: dict[str, Callable[[Random], list[Figure]]] = {
    "plain": lambda _rng: [],
    "stripes": _stripes,
    "bars": _bars,
    "diagonal": _diagonal,
    "dots": _dots,
    "waves": _waves,
    "mountains": _mountains,
    "sunrise": _sunrise,
    "circles": _circles,
    "orbits": _orbits,
    "leaves": _leaves,
    "triangles": _triangles,
    "blocks": _blocks,
    "stars": _stars,
    "check": _check,
    "zigzag": _zigzag,
    "city": _city,
    "petals": _petals,
    "fruit": _fruit,
    "panels": _panels,
}
