"""Bags and hats."""

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
    dashes,
    ellipse,
    onto,
    path,
    rounded,
    symmetric,
)
from orders.demo.pictures.look import Look, decorate, table

_RUNNER, _LEATHER, _TRAIL, _HIGH = range(4)


def backpack(canvas: Canvas, look: Look) -> None:
    """Style 1: a rolled light one with its pattern on the pocket."""
    table(canvas, look, 640)
    canvas.shadow(shape(ellipse(400, 706, 210, 18)), 8, 4, 16, 0.5)
    dark, trim = darker(look.colour, 0.3), look.prints[1]
    for strap in (path("M 262 250 Q 170 330 196 600"), path("M 538 250 Q 630 330 604 600")):
        canvas.paint(stroke(strap, width=34), Gradient.down(dark, darker(dark, 0.3)))
    canvas.paint(stroke(arc(400, 176, 58, 62, 180, 360), width=17), dark)
    for x in (214, 586):
        side = shape(rounded(x - 34, 470, x + 34, 640, 26))
        canvas.paint(side, Gradient.across(darker(dark, 0.1), dark))
    body = shape(symmetric("M 400 150 Q 258 150 236 292 L 222 650 Q 224 704 280 706 L 400 706"))
    canvas.paint(body, Gradient.lit(look.colour, 0.18, 0.16))
    canvas.model(body, 36, 0.26, 0.36)
    zipper = arc(400, 330, 132, 132, 186, 354)
    canvas.glow(stroke(zipper, width=14).moved(0, 4), BLACK, 4, 0.35)
    canvas.paint(stroke(zipper, width=9), darker(look.colour, 0.5))
    canvas.stitch(zipper, (200, 204, 210), 4, 0.9)
    canvas.paint(shape(rounded(525, 318, 539, 362, 6)), trim)
    pocket = shape(rounded(268, 430, 532, 668, 46))
    canvas.shadow(pocket, 3, 6, 8, 0.35)
    canvas.paint(pocket, Gradient.lit(lighter(look.colour, 0.06), 0.14, 0.14))
    decorate(canvas, look, pocket, onto(258, 420, 542, 680), look.prints, 0.92)
    canvas.model(pocket, 22, 0.25, 0.32)
    canvas.paint(stroke(path("M 296 474 L 504 474"), width=8), darker(look.colour, 0.5))
    canvas.stitch(path("M 296 474 L 504 474"), (200, 204, 210), 3.5, 0.9)
    canvas.paint(shape(rounded(300, 474, 314, 512, 6)), trim)
    if look.style == 0:
        label = shape(rounded(352, 356, 448, 398, 8))
        canvas.shadow(label, 1, 2, 3, 0.3)
        canvas.paint(label, Gradient.lit((150, 104, 66), 0.25, 0.2))
        canvas.paint(stroke(ellipse(400, 377, 9), width=3, closed=True), (226, 198, 160))
        canvas.stitch(rounded(357, 361, 443, 393, 6), (226, 198, 160), 1.4, 0.7)


def cap(canvas: Canvas, look: Look) -> None:
    crown = shape(path("M 238 508 Q 212 262 426 246 Q 634 250 640 500 Q 440 452 238 508"))
    peak = shape(path("M 240 496 Q 118 520 84 586 Q 92 604 130 600 Q 280 604 420 566 "
    "Q 552 534 642 506 Q 640 488 632 490 Q 430 446 240 496"))  # fmt: skip
    canvas.shadow(crown | peak, 14, 26, 22, 0.36)
    canvas.paint(crown, Gradient.lit(look.colour, 0.2, 0.2))
    canvas.model(crown, 40, 0.25, 0.36)
    for seam in (
        "M 426 248 Q 330 320 318 490",
        "M 426 248 Q 470 340 478 474",
        "M 426 248 Q 590 300 612 486",
    ):
        canvas.paint(crown & stroke(path(seam), width=10).soft(5), BLACK, 0.25)
        canvas.stitch([(x - 7, y) for x, y in path(seam)], WHITE, 1.8, 0.4)
        canvas.stitch([(x + 7, y) for x, y in path(seam)], WHITE, 1.8, 0.4)
    for x, y in ((372, 318), (520, 320)):
        canvas.paint(shape(ellipse(x, y, 6)), darker(look.colour, 0.6))
        canvas.paint(stroke(ellipse(x, y, 8), width=2.4, closed=True), darker(look.colour, 0.25))
    canvas.paint(shape(ellipse(426, 247, 17, 10)), Gradient.lit(look.colour, 0.3, 0.3))
    canvas.glow(
        shape(path("M 240 500 Q 430 452 640 500 L 640 516 Q 430 470 240 520")), BLACK, 8, 0.4
    )
    canvas.paint(peak, Gradient.lit(darker(look.colour, 0.06), 0.26, 0.18))
    canvas.model(peak, 16, 0.3, 0.36)
    for inset in (0, 14, 28):
        canvas.stitch(
            path(
                f"M {150 + inset} {566 - inset * 0.6} Q 300 {572 - inset * 1.4} 590 {506 - inset * 0.4}"
            ),
            WHITE,
            1.8,
            0.35,
        )
    badge = shape(ellipse(400, 400, 40))
    canvas.paint(badge, look.prints[3])
    decorate(
        canvas,
        Look(look.key, look.colour, "mountains"),
        badge,
        onto(358, 358, 442, 442),
        look.prints,
    )
    canvas.paint(stroke(ellipse(400, 400, 40), width=4, closed=True), look.prints[0])


def beanie(canvas: Canvas, look: Look) -> None:
    dome = shape(symmetric("M 400 214 Q 236 214 212 440 L 210 520 L 400 520"))
    cuff = shape(rounded(190, 470, 610, 626, 44))
    pompom = [
        (400 + r * cos(a * pi / 24), 176 + r * sin(a * pi / 24))
        for a in range(48)
        for r in ((76,) if a % 2 else (62,))
    ]
    ball = shape(pompom)
    canvas.shadow(dome | cuff | ball, 12, 24, 22, 0.34)
    canvas.paint(dome, Gradient.lit(look.colour, 0.16, 0.2))
    _knit(canvas, dome, 214, 520, 20)
    canvas.model(dome, 46, 0.22, 0.38)
    canvas.glow(shape(rounded(196, 462, 604, 520, 30)), BLACK, 10, 0.3)
    canvas.paint(cuff, Gradient.lit(lighter(look.colour, 0.05), 0.18, 0.16))
    _knit(canvas, cuff, 470, 626, 24)
    canvas.model(cuff, 30, 0.26, 0.36)
    tuft = mix(look.colour, WHITE, 0.6)
    canvas.paint(ball, Gradient.lit(tuft, 0.4, 0.25))
    canvas.model(ball, 26, 0.3, 0.3)
    hairs: list[Outline] = []
    for place in range(90):
        angle, near = place * 2.4, 8 + 58 * (place / 90) ** 0.5
        x, y = 400 + near * cos(angle), 176 + near * sin(angle)
        hairs.append([(x, y), (x + 12 * cos(angle), y + 12 * sin(angle))])
    canvas.paint(stroke(*hairs, width=2), darker(tuft, 0.25), 0.5)
    canvas.paint(shape(rounded(486, 528, 546, 568, 5)), Gradient.lit((150, 104, 66), 0.2, 0.2))


def _knit(canvas: Canvas, area: Shape, top: float, bottom: float, columns: int) -> None:
    """Rows of little V-shaped loops, denser towards the sides as on a round head."""
    ribs, loops = [], []
    for column in range(columns + 1):
        x = 400 - 206 * cos(pi * column / columns)
        lean = (x - 400) * 0.42 if bottom < 600 else 0
        line = [(x - lean, top), (x, bottom)] if lean else [(x, top), (x, bottom)]
        ribs.append(line)
        loops += dashes([(px + 5, py) for px, py in line], 9, 9)
    canvas.paint(area & stroke(*ribs, width=7).soft(2.5), BLACK, 0.3)
    canvas.paint(area & stroke(*loops, width=4), WHITE, 0.16)


def tote(canvas: Canvas, look: Look) -> None:
    body = shape(symmetric("M 400 312 L 226 312 Q 214 520 206 700 Q 300 716 400 716"))
    back = stroke(path("M 306 320 Q 318 110 400 108 Q 482 110 494 320"), width=24)
    canvas.shadow(body | back, 10, 20, 22, 0.32)
    canvas.paint(back, Gradient.down(darker(look.colour, 0.2), darker(look.colour, 0.3)))
    canvas.paint(body, Gradient.lit(look.colour, 0.1, 0.12))
    place = shape(ellipse(400, 524, 132))
    canvas.paint(place, look.prints[3], 0.35)
    decorate(canvas, look, place, onto(262, 386, 538, 662), look.prints)
    canvas.model(body, 30, 0.2, 0.28)
    for line in (
        "M 230 400 Q 260 520 226 640",
        "M 574 420 Q 540 540 580 690",
        "M 330 330 Q 350 380 330 420",
    ):
        canvas.fold(body, path(line), 12, 10, 0.16)
    canvas.stitch(path("M 232 340 L 568 340"), BLACK, 2, 0.35)
    handle = path("M 300 372 Q 300 176 400 172 Q 500 176 500 372")
    canvas.glow(stroke(handle, width=26).moved(4, 8), BLACK, 7, 0.35)
    canvas.paint(
        stroke(handle, width=26),
        Gradient.down(lighter(look.colour, 0.05), darker(look.colour, 0.1)),
    )
    for x in (300, 500):
        _cross(canvas, x, 356, darker(look.colour, 0.5))


def _cross(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    canvas.stitch(rounded(x - 10, y - 14, x + 10, y + 14, 2), colour, 1.5, 0.7)
    canvas.stitch([(x - 10, y - 14), (x + 10, y + 14)], colour, 1.5, 0.7)
    canvas.stitch([(x + 10, y - 14), (x - 10, y + 14)], colour, 1.5, 0.7)
