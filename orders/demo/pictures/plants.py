"""Plants in their pots."""

from __future__ import annotations

from math import cos, pi, sin

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Gradient,
    Shape,
    darker,
    lighter,
    mix,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    Outline,
    arc,
    around,
    ellipse,
    leaf,
    path,
    placing,
    rounded,
    symmetric,
    warped,
)
from orders.demo.pictures.look import Look, decorate, table

_LIGHT: Colour = (255, 236, 190)
_WOOD: Colour = (176, 128, 84)
_GREEN: Colour = (62, 122, 76)


def plant(canvas: Canvas, look: Look) -> None:
    """Style 0: monstera; 1: snake plant; 2: cactus; 3: a pot with a rosette."""
    table(canvas, look, 600)
    top, wide = ((500, 132), (470, 128), (500, 126), (400, 190))[look.style]
    canvas.shadow(shape(ellipse(400, 694, wide * 0.95, 18)), 10, 6, 16, 0.5)
    _back_of_pot(canvas, look, top, wide)
    (_monstera, _snake_plant, _cactus, _rosette)[look.style](canvas, look, top)
    _pot(canvas, look, top, wide)


def _back_of_pot(canvas: Canvas, look: Look, top: float, wide: float) -> None:
    canvas.paint(shape(ellipse(400, top, wide, wide * 0.2)), darker(look.colour, 0.25))
    canvas.paint(
        shape(ellipse(400, top + 4, wide * 0.92, wide * 0.16)), Gradient.lit((72, 52, 40), 0.1, 0.3)
    )


def _pot(canvas: Canvas, look: Look, top: float, wide: float) -> None:
    bend = wide * 0.2
    left, low = 400 - wide, 400 - wide * 0.78
    front = arc(400, top, wide, bend, 180, 0)
    body = shape(
        [
            *front[::1],
            *path(f"M {800 - left} {top} L {800 - low} 668"),
            *arc(400, 668, wide * 0.78, 30, 0, 180),
            (left, top),
        ]
    )
    canvas.paint(body, Gradient.across(lighter(look.colour, 0.18), darker(look.colour, 0.26)))
    decorate(canvas, look, body, around(400, top + 26, 676, wide, 0.8, bend), look.prints, 0.85)
    canvas.model(body, 40, 0.26, 0.36)
    canvas.paint(
        body & shape(rounded(left + 34, top + 44, left + 54, 650, 10)).soft(7), WHITE, 0.32
    )
    canvas.paint(
        stroke(front, width=11),
        Gradient.across(lighter(look.colour, 0.35), darker(look.colour, 0.05)),
    )
    saucer = shape(
        symmetric(f"M 400 690 L {low - 22} 674 Q {low - 14} 706 {low + 20} 712 Q 360 720 400 720")
    )
    canvas.paint(saucer, Gradient.across(lighter(look.colour, 0.1), darker(look.colour, 0.32)))
    canvas.model(saucer, 10, 0.3, 0.35)


def _monstera(canvas: Canvas, look: Look, top: float) -> None:
    rng = look.rng("leaves")
    leaves = ((-50, 250, 124), (52, 240, 128), (-24, 350, 128), (28, 366, 122), (0, 286, 116))
    for side, height, size in leaves:
        lean = side + rng.uniform(-5, 5)
        x, y = 400 + height * 0.8 * sin(lean * pi / 180), top - height * cos(lean * pi / 180) * 0.86
        canvas.paint(
            stroke(
                path(f"M 400 {top + 10} Q {400 + lean * 0.4} {top - height * 0.5} {x} {y}"), width=8
            ),
            darker(_GREEN, 0.1),
        )
        _split_leaf(
            canvas, x, y, size, lean * 1.25, mix(_GREEN, (120, 170, 90), rng.uniform(0, 0.4))
        )


def _split_leaf(
    canvas: Canvas, x: float, y: float, size: float, angle: float, green: Colour
) -> None:
    warp = placing(x, y, angle)
    heart = path(
        "M 0 0.35 C 0.3 0.75 1.05 0.4 0.82 -0.2 C 0.64 -0.7 0.2 -0.8 0 -1.05",
    )
    blade = _scaled([*heart, *((-px, py) for px, py in reversed(heart))], size)
    cuts = [
        _scaled([(side * 0.3, base), (side * 1.3, base + 0.06), (side * 1.3, base - 0.16)], size)
        for side in (1, -1)
        for base in (0.34, 0.02, -0.34)
    ]
    whole = shape(warped(blade, warp)) - shape(*(warped(cut, warp) for cut in cuts))
    canvas.shadow(whole, 6, 10, 9, 0.3)
    canvas.paint(whole, Gradient.lit(green, 0.2, 0.25))
    canvas.model(whole, 14, 0.2, 0.3)
    veins: list[Outline] = [[(0, size * 0.35), (0, -size)]]
    veins += [
        [(0, base), (side * size * 0.62, base - size * 0.2)]
        for side in (1, -1)
        for base in (size * 0.22, -size * 0.1, -size * 0.42)
    ]
    canvas.paint(
        whole & stroke(*(warped(vein, warp) for vein in veins), width=3), lighter(green, 0.45), 0.75
    )


def _snake_plant(canvas: Canvas, look: Look, top: float) -> None:
    rng = look.rng("leaves")
    for lean, height in (
        (-20, 300),
        (19, 316),
        (-11, 372),
        (11, 350),
        (0, 398),
        (-28, 200),
        (27, 214),
    ):
        root, edge = 400 + lean * 2.0, (212, 204, 116)
        blade = leaf(root, top + 24, height, 74, lean + rng.uniform(-2, 2))
        area = shape(blade)
        canvas.shadow(area, 5, 8, 8, 0.28)
        canvas.paint(area, edge)
        core = leaf(root, top + 24, height * 0.96, 50, lean)
        inner = shape(core) & area
        canvas.paint(inner, Gradient.lit((66, 112, 78), 0.14, 0.3))
        bands = [
            warped(
                [(-30, -30.0 * k), (-10, -30.0 * k - 9), (8, -30.0 * k + 3), (30, -30.0 * k - 7)],
                placing(root, top, lean),
            )
            for k in range(1, int(height / 30))
        ]
        canvas.paint(inner & stroke(*bands, width=5), (170, 196, 150), 0.5)
        canvas.model(area, 12, 0.16, 0.3)


def _cactus(canvas: Canvas, look: Look, top: float) -> None:
    del look
    arms = (
        path(f"M 330 {top - 130} Q 262 {top - 130} 262 {top - 204}"),
        path(f"M 468 {top - 170} Q 536 {top - 170} 536 {top - 240}"),
    )
    parts = [(stroke(arm, width=56), False) for arm in arms]
    parts.append((shape(rounded(332, top - 312, 468, top + 26, 68)), True))
    for area, trunk in parts:
        canvas.shadow(area, 8, 12, 10, 0.3)
        canvas.paint(area, Gradient.across(lighter(_GREEN, 0.25), darker(_GREEN, 0.25)))
        canvas.model(area, 22, 0.2, 0.34)
        if trunk:
            _spines(canvas, area, top)
    for petal in range(7):
        canvas.paint(
            shape(leaf(400, top - 306, 46, 26, -78 + petal * 26)),
            Gradient.down((246, 150, 170), (216, 84, 120)),
        )
    canvas.paint(shape(ellipse(400, top - 312, 10)), (250, 214, 110))


def _spines(canvas: Canvas, trunk: Shape, top: float) -> None:
    ribs: list[Outline] = [[(x, top - 320), (x, top + 26)] for x in (360, 387, 414, 441)]
    canvas.paint(trunk & stroke(*ribs, width=5).soft(1.5), BLACK, 0.22)
    spines: list[Outline] = [
        [(rib[0][0] + lean, y), (rib[0][0] - lean, y - 8)]
        for rib in ribs
        for y in range(int(top) - 290, int(top) + 10, 26)
        for lean in (7, -7)
    ]
    canvas.paint(trunk & stroke(*spines, width=1.8), (250, 246, 220), 0.9)


def _scaled(points: Outline, size: float) -> Outline:
    return [(x * size, y * size) for x, y in points]


def _rosette(canvas: Canvas, look: Look, top: float) -> None:
    rng = look.rng("leaves")
    for ring, (count, length, width) in enumerate(((9, 190, 62), (7, 150, 56), (5, 104, 46))):
        for place in range(count):
            lean = -80 + 160 * place / (count - 1) + rng.uniform(-4, 4)
            area = shape(leaf(400 + lean * 0.5, top + 14, length, width, lean))
            green = mix((96, 152, 118), (164, 200, 150), ring / 3 + rng.uniform(0, 0.2))
            canvas.shadow(area, 3, 6, 6, 0.25)
            canvas.paint(area, Gradient.lit(green, 0.25, 0.15))
            canvas.model(area, 9, 0.25, 0.3)
