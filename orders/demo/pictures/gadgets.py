"""Headphones, earbuds and speakers."""

from __future__ import annotations

from math import cos, sin

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Gradient,
    Shape,
    darker,
    lighter,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    Outline,
    arc,
    ellipse,
    mirrored,
    path,
    placing,
    rounded,
    symmetric,
    turned,
    warped,
)
from orders.demo.pictures.look import Look, table

_DARK: Colour = (30, 31, 36)


def headphones(canvas: Canvas, look: Look) -> None:
    """Style 0: large, around the ear; style 1: light, on the ear."""
    light = look.style == 1
    band = arc(400, 396, 214, 250, 184, 356)
    thick = 26 if light else 40
    canvas.shadow(stroke(band, width=thick), 10, 20, 20, 0.3)
    canvas.paint(stroke(band, width=thick), Gradient.lit(look.colour, 0.25, 0.2))
    canvas.paint(stroke(arc(396, 392, 222, 258, 196, 330), width=5), WHITE, 0.35)
    pad = arc(400, 402, 192, 226, 218, 322)
    canvas.paint(
        stroke(pad, width=20 if light else 30), Gradient.lit(darker(look.colour, 0.45), 0.15, 0.2)
    )
    for left in (True, False):
        side: list[Outline] = [
            path("M 188 372 L 180 470"),
            turned(ellipse(196, 508, 50 if light else 62, 88 if light else 118), 7, (196, 508)),
            turned(ellipse(168, 508, 46 if light else 58, 80 if light else 110), 7, (168, 508)),
            turned(ellipse(156, 506, 24, 52), 7, (156, 506)),
        ]
        if not left:
            side = [mirrored(outline) for outline in side]
        _ear_cup(canvas, look, side, left=left)


def _ear_cup(canvas: Canvas, look: Look, side: list[Outline], *, left: bool) -> None:
    arm, cushion, shell, plate = side
    canvas.paint(stroke(arm, width=24), Gradient.across((226, 228, 232), (142, 146, 152)))
    canvas.shadow(shape(cushion), 12, 20, 18, 0.35)
    soft = shape(cushion)
    canvas.paint(soft, Gradient.lit(darker(look.colour, 0.55), 0.2, 0.25))
    canvas.model(soft, 22, 0.25, 0.4)
    body = shape(shell)
    canvas.paint(body, Gradient.lit(look.colour, 0.25, 0.2))
    canvas.model(body, 26, 0.35, 0.4)
    centre = shape(plate)
    canvas.paint(centre, Gradient.lit(lighter(look.colour, 0.15), 0.3, 0.25))
    canvas.model(centre, 8, 0.35, 0.35)
    x = 150 if left else 650
    canvas.paint(shape(ellipse(x, 470, 5)), look.prints[0])
    canvas.paint(shape(*(ellipse(x, 494 + 12 * row, 2.6) for row in range(4))), BLACK, 0.5)


def earbuds(canvas: Canvas, look: Look) -> None:
    """The open case with the two buds before it; style 1: rounder, without stems."""
    table(canvas, look, 540)
    canvas.shadow(shape(ellipse(400, 604, 240, 20)), 6, 6, 18, 0.5)
    lid = shape(rounded(232, 190, 568, 400, 90))
    canvas.paint(lid, Gradient.down(darker(look.colour, 0.25), darker(look.colour, 0.4)))
    canvas.model(lid, 24, 0.35, 0.3)
    canvas.paint(
        shape(rounded(256, 216, 544, 400, 70)),
        Gradient.down(darker(look.colour, 0.62), darker(look.colour, 0.45)),
    )
    base = shape(rounded(222, 376, 578, 606, 96))
    canvas.paint(base, Gradient.lit(look.colour, 0.25, 0.18))
    canvas.model(base, 40, 0.35, 0.38)
    rim = shape(ellipse(400, 388, 168, 26))
    canvas.paint(rim, Gradient.down(darker(look.colour, 0.6), darker(look.colour, 0.35)))
    for x in (326, 474):
        canvas.paint(shape(ellipse(x, 390, 44, 14)), BLACK, 0.5)
    canvas.paint(shape(ellipse(400, 500, 6)), (120, 220, 150))
    canvas.glow(shape(ellipse(400, 500, 8)), (120, 220, 150), 8, 0.5)
    for x, angle in ((262, -16), (548, 14)):
        _bud(canvas, look, x, 560, angle)


def _bud(canvas: Canvas, look: Look, x: float, y: float, angle: float) -> None:
    mirror = -1 if angle > 0 else 1
    warp = placing(x, y, angle)
    stem = shape(warped(rounded(-17, -10, 17, 112, 17), warp))
    head = shape(warped(ellipse(0, -30, 52, 48), warp))
    tip = shape(
        warped(
            turned(rounded(24, -62, 76, 2, 24), 14, (40, -30)),
            lambda p: warp((p[0] * mirror, p[1])),
        )
    )
    whole = head | tip if look.style == 1 else head | stem | tip
    canvas.shadow(whole, 10, 14, 12, 0.45)
    canvas.paint(tip, Gradient.lit((70, 72, 78), 0.3, 0.3))
    canvas.model(tip, 10, 0.35, 0.4)
    body = head if look.style == 1 else head | stem
    canvas.paint(body, Gradient.lit(look.colour, 0.3, 0.18))
    canvas.model(body, 16, 0.4, 0.38)
    canvas.paint(shape(warped(rounded(-12, -58, 12, -48, 5), warp)), _DARK)
    canvas.paint(shape(warped(ellipse(-18 * mirror, -36, 9, 13), warp)), WHITE, 0.45)
    if look.style == 0:
        canvas.paint(shape(warped(rounded(-11, 96, 11, 106, 5), warp)), (190, 192, 196))


def speaker(canvas: Canvas, look: Look) -> None:
    """Style 0: a lying roll; 1: a fabric cube; 2: a small disc; 3: for the bookshelf."""
    table(canvas, look, 590)
    (_roll, _cube, _disc, _bookshelf)[look.style](canvas, look)


def _roll(canvas: Canvas, look: Look) -> None:
    canvas.shadow(shape(ellipse(400, 608, 290, 22)), 8, 6, 18, 0.55)
    body = shape(rounded(122, 330, 678, 612, 116))
    canvas.paint(body, Gradient.down(lighter(look.colour, 0.2), darker(look.colour, 0.38)))
    _fabric(canvas, body, (122, 330, 678, 612))
    canvas.model(body, 54, 0.24, 0.4)
    for x in (172, 628):
        cap = shape(ellipse(x, 471, 56, 138))
        canvas.paint(cap, Gradient.lit(darker(look.colour, 0.45), 0.2, 0.25))
        canvas.model(cap, 16, 0.35, 0.4)
        canvas.paint(shape(ellipse(x, 471, 34, 92)), Gradient.lit((70, 72, 80), 0.25, 0.35))
        canvas.paint(stroke(ellipse(x, 471, 22, 62), width=3, closed=True), WHITE, 0.16)
    panel = shape(rounded(300, 356, 500, 396, 20))
    canvas.paint(panel, darker(look.colour, 0.5))
    for place, x in enumerate((338, 400, 462)):
        canvas.paint(stroke([(x - 9, 376.0), (x + 9, 376.0)], width=4), (224, 226, 230))
        if place == 2:
            canvas.paint(stroke([(x, 367.0), (x, 385.0)], width=4), (224, 226, 230))
    strap = path("M 650 360 Q 726 330 716 450 Q 712 520 668 540")
    canvas.paint(
        stroke(strap, width=13), Gradient.down(look.prints[0], darker(look.prints[0], 0.3))
    )


def _cube(canvas: Canvas, look: Look) -> None:
    canvas.shadow(shape(ellipse(400, 634, 190, 20)), 8, 6, 18, 0.55)
    body = shape(symmetric("M 400 236 Q 232 236 226 300 L 216 580 Q 218 640 400 642"))
    canvas.paint(body, Gradient.lit(look.colour, 0.18, 0.22))
    _fabric(canvas, body, (210, 230, 590, 650))
    canvas.model(body, 50, 0.24, 0.4)
    canvas.paint(shape(ellipse(400, 258, 166, 34)), Gradient.lit((58, 60, 68), 0.2, 0.3))
    for tone, part in zip(look.accents, (200, 240, 280, 320), strict=True):
        canvas.paint(stroke(arc(400, 258, 120, 22, part, part + 34), width=7), lighter(tone, 0.25))
    for x in (356, 444):
        canvas.paint(shape(ellipse(x, 258, 6, 3)), WHITE, 0.8)
    canvas.paint(shape(rounded(520, 560, 540, 606, 4)), look.prints[0])


def _disc(canvas: Canvas, look: Look) -> None:
    canvas.shadow(shape(ellipse(400, 622, 176, 20)), 8, 6, 18, 0.55)
    loop = path("M 500 316 Q 560 190 612 250 Q 640 300 566 372")
    canvas.paint(
        stroke(loop, width=15),
        Gradient.down(lighter(look.prints[0], 0.1), darker(look.prints[0], 0.2)),
    )
    body = shape(ellipse(400, 452, 182))
    canvas.paint(body, Gradient.lit(darker(look.colour, 0.15), 0.25, 0.3))
    canvas.model(body, 34, 0.3, 0.42)
    grille = shape(ellipse(392, 444, 150))
    canvas.paint(grille, Gradient.lit(look.colour, 0.2, 0.2))
    holes: list[Outline] = []
    for place in range(1, 330):
        radius, angle = 7.8 * place**0.5, place * 2.39996
        holes.append(ellipse(392 + radius * cos(angle), 444 + radius * sin(angle), 3))
    canvas.paint(shape(*holes), BLACK, 0.42)
    canvas.model(grille, 22, 0.16, 0.3)
    badge = shape(ellipse(392, 444, 26))
    canvas.paint(badge, Gradient.lit(look.prints[0], 0.3, 0.3))


def _bookshelf(canvas: Canvas, look: Look) -> None:
    canvas.shadow(shape(ellipse(410, 682, 180, 18)), 12, 4, 18, 0.55)
    side = shape([(540, 142), (596, 168), (596, 664), (540, 690)])
    canvas.paint(side, Gradient.across(darker(look.colour, 0.35), darker(look.colour, 0.55)))
    body = shape(rounded(238, 140, 546, 692, 16))
    canvas.paint(body, Gradient.lit(look.colour, 0.16, 0.18))
    rng = look.rng("grain")
    for _line in range(26):
        x, sway = rng.uniform(244, 540), rng.uniform(-14, 14)
        canvas.paint(
            body
            & stroke(
                path(f"M {x} 140 Q {x + sway} 400 {x - sway * 0.5} 692"), width=rng.uniform(1, 4)
            ),
            BLACK,
            0.1,
        )
    canvas.model(body, 12, 0.3, 0.35)
    _driver(canvas, 392, 516, 118)
    _driver(canvas, 392, 272, 62)
    canvas.paint(shape(ellipse(392, 366, 9)), (18, 18, 20))
    canvas.paint(shape(rounded(368, 654, 416, 664, 5)), (206, 190, 150))


def _driver(canvas: Canvas, x: float, y: float, radius: float) -> None:
    rim = shape(ellipse(x, y, radius))
    canvas.shadow(rim, 2, 4, 6, 0.4)
    canvas.paint(rim, Gradient.lit((120, 122, 128), 0.5, 0.5))
    canvas.paint(shape(ellipse(x, y, radius * 0.92)), _DARK)
    cone = shape(ellipse(x, y, radius * 0.74))
    canvas.paint(cone, Gradient.lit((62, 64, 70), 0.1, 0.45))
    canvas.model(cone, radius * 0.25, 0.0, 0.5)
    dome = shape(ellipse(x, y, radius * 0.3))
    canvas.paint(dome, Gradient.lit((92, 94, 102), 0.4, 0.5))
    for place in range(6):
        px, py = x + radius * 0.96 * cos(place * 1.0472), y + radius * 0.96 * sin(place * 1.0472)
        canvas.paint(shape(ellipse(px, py, radius * 0.03)), _DARK)


def _fabric(canvas: Canvas, area: Shape, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    threads = [[(x, top), (x, bottom)] for x in range(left, right, 7)]
    weft = [[(left, y), (right, y)] for y in range(top, bottom, 7)]
    canvas.paint(area & stroke(*_floats(threads), width=1.6), BLACK, 0.16)
    canvas.paint(area & stroke(*_floats(weft), width=1.6), WHITE, 0.14)


def _floats(lines: list[list[tuple[int, int]]]) -> list[Outline]:
    return [[(float(x), float(y)) for x, y in line] for line in lines]
