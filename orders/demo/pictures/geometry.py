"""Outlines as lists of points, in units of a picture that is 800 wide and high."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Outline = list[Point]
Warp = Callable[[Point], Point]

SIZE = 800
_CURVE_STEPS = 24


def path(steps: str) -> Outline:
    """The points of an SVG-like path: `M x y`, `L x y …`, `Q cx cy x y …`, `C ax ay bx by x y …`."""
    points: Outline = []
    command = ""
    numbers: list[float] = []
    for token in [*steps.split(), "end"]:
        if token.isalpha():
            _extend(points, command, numbers)
            command, numbers = token, []
        else:
            numbers.append(float(token))
    return points


def symmetric(steps: str) -> Outline:
    """The closed outline whose left half runs along `steps`, mirrored at the middle."""
    left = path(steps)
    return left + [(SIZE - x, y) for x, y in reversed(left)]


def mirrored(points: Iterable[Point]) -> Outline:
    return [(SIZE - x, y) for x, y in points]


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Outline:
    return arc(x, y, rx, ry, 0, 360)[:-1]


def arc(x: float, y: float, rx: float, ry: float | None, start: float, end: float) -> Outline:
    """An open arc; degrees run clockwise from three o'clock."""
    ry = rx if ry is None else ry
    steps = max(8, int(abs(end - start) / 4))
    angles = (pi / 180 * (start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + rx * cos(angle), y + ry * sin(angle)) for angle in angles]


def rectangle(left: float, top: float, right: float, bottom: float) -> Outline:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Outline:
    """A rectangle with round corners."""
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    return [
        *arc(left + radius, top + radius, radius, None, 180, 270),
        *arc(right - radius, top + radius, radius, None, 270, 360),
        *arc(right - radius, bottom - radius, radius, None, 0, 90),
        *arc(left + radius, bottom - radius, radius, None, 90, 180),
    ]


def star(x: float, y: float, radius: float, beams: int, inner: float = 0.45) -> Outline:
    points = []
    for corner in range(beams * 2):
        length = radius * (inner if corner % 2 else 1)
        angle = pi * corner / beams - pi / 2
        points.append((x + length * cos(angle), y + length * sin(angle)))
    return points


def leaf(x: float, y: float, length: float, width: float, angle: float) -> Outline:
    """A pointed leaf that grows from (x, y); 0° points up, and it turns clockwise."""
    half = path(f"M 0 0 Q {width} {-length * 0.45} 0 {-length}")
    return turned(half + [(-px, py) for px, py in reversed(half)], angle, (0, 0), (x, y))


def refined(outline: Outline, step: float = 0.05) -> Outline:
    """The closed outline with points so near to each other that a warp can bend its edges."""
    points: Outline = []
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        count = max(1, int(hypot(bx - ax, by - ay) / step))
        points += [(ax + (bx - ax) * t / count, ay + (by - ay) * t / count) for t in range(count)]
    return points


def dashes(line: Outline, length: float = 7, gap: float = 5) -> list[Outline]:
    """Short pieces along the line."""
    pieces: list[Outline] = []
    done = 0.0
    for (ax, ay), (bx, by) in pairwise(line):
        whole = hypot(bx - ax, by - ay)
        while done < whole:
            ends = (done / whole, min(1.0, (done + length) / whole))
            pieces.append([(ax + (bx - ax) * t, ay + (by - ay) * t) for t in ends])
            done += length + gap
        done -= whole
    return pieces


def turned(points: Iterable[Point], angle: float, centre: Point, shift: Point = (0, 0)) -> Outline:
    """The points turned clockwise by `angle` degrees around `centre`, then shifted."""
    c, s = cos(angle * pi / 180), sin(angle * pi / 180)
    cx, cy = centre
    return [
        (
            cx + (x - cx) * c - (y - cy) * s + shift[0],
            cy + (x - cx) * s + (y - cy) * c + shift[1],
        )
        for x, y in points
    ]


def placing(x: float, y: float, angle: float = 0) -> Warp:
    """A warp that turns what is drawn around (0, 0) and brings it to (x, y)."""
    return lambda point: turned([point], angle, (0, 0), (x, y))[0]


def warped(points: Iterable[Point], warp: Warp) -> Outline:
    return [warp(point) for point in points]


def around(
    x: float, top: float, bottom: float, radius: float, narrow: float = 1, bend: float = 22
) -> Warp:
    """A warp from the unit square around a vessel that is `narrow` times as wide at its bottom."""

    def place(point: Point) -> Point:
        u, v = min(max(point[0], 0), 1), point[1]  # what goes round the back is not seen
        angle = (u - 0.5) * pi
        wide = radius * (1 + (narrow - 1) * v)
        return x + wide * sin(angle), top + (bottom - top) * v + bend * cos(angle) * (1 + 0.3 * v)

    return place


def onto(left: float, top: float, right: float, bottom: float, warp: Warp | None = None) -> Warp:
    """A warp from the unit square onto a box, and through `warp` from there."""

    def place(point: Point) -> Point:
        placed = (left + (right - left) * point[0], top + (bottom - top) * point[1])
        return warp(placed) if warp else placed

    return place


def onto_quad(top_left: Point, top_right: Point, bottom_right: Point, bottom_left: Point) -> Warp:
    """A warp from the unit square onto any four corners."""

    def place(point: Point) -> Point:
        u, v = point
        weights = ((1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v)
        corners = (top_left, top_right, bottom_right, bottom_left)
        return (
            sum(weight * x for weight, (x, _y) in zip(weights, corners, strict=True)),
            sum(weight * y for weight, (_x, y) in zip(weights, corners, strict=True)),
        )

    return place


def _extend(points: Outline, command: str, numbers: list[float]) -> None:
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    if command in {"M", "L"}:
        points += pairs
        return
    degree = {"Q": 2, "C": 3}.get(command, 1)
    for first in range(0, len(pairs), degree):
        points += _curve([points[-1], *pairs[first : first + degree]])


def _curve(controls: list[Point]) -> Outline:
    found = []
    for step in range(1, _CURVE_STEPS + 1):
        t, line = step / _CURVE_STEPS, controls
        while len(line) > 1:
            line = [
                (ax + (bx - ax) * t, ay + (by - ay) * t) for (ax, ay), (bx, by) in pairwise(line)
            ]
        found.append(line[0])
    return found
