"""Mugs, teapots, cushions and throws."""

from __future__ import annotations

from math import pi, sin

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Gradient,
    darker,
    lighter,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    Outline,
    arc,
    around,
    ellipse,
    leaf,
    onto,
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


def mug(canvas: Canvas, look: Look) -> None:
    table(canvas, look, 600)
    canvas.shadow(shape(ellipse(390, 652, 180, 22)), 16, 6, 18, 0.5)
    handle = path("M 540 340 Q 680 330 670 450 Q 660 560 524 560")
    canvas.paint(stroke(handle, width=40), Gradient.lit(look.colour, 0.12, 0.25))
    canvas.paint(stroke([(x - 3, y - 4) for x, y in handle], width=10), WHITE, 0.25)
    body = shape(
        path(
            "M 210 262 L 222 600 Q 228 664 380 666 Q 530 664 540 600 "
            "L 552 262 Q 520 300 380 302 Q 240 300 210 262"
        )
    )
    canvas.paint(body, Gradient.across(lighter(look.colour, 0.16), darker(look.colour, 0.2)))
    decorate(canvas, look, body, around(381, 300, 610, 176, 0.95), look.prints, 0.95)
    if look.ornament == "plain":
        dip = shape(
            path(
                "M 200 250 L 560 250 L 560 420 Q 520 392 480 424 "
                "Q 430 462 380 420 Q 320 384 280 428 Q 240 456 200 420"
            )
        )
        canvas.paint(
            dip & body, Gradient.across(lighter(look.prints[0], 0.25), look.prints[0]), 0.85
        )
    canvas.model(body, 46, 0.3, 0.34)
    canvas.paint(body & shape(rounded(250, 320, 276, 580, 13)).soft(7), WHITE, 0.4)
    rim = shape(ellipse(381, 264, 171, 40))
    canvas.paint(rim, Gradient.lit(lighter(look.colour, 0.25), 0.2, 0.1))
    inside = shape(ellipse(381, 266, 156, 32))
    canvas.paint(inside, Gradient.down(darker(look.colour, 0.35), darker(look.colour, 0.1)))
    drink = shape(ellipse(381, 276, 142, 22))
    canvas.paint(drink & inside, Gradient.lit((98, 60, 36), 0.15, 0.25))
    for x, sway in ((330, 22), (384, -20), (438, 24)):
        steam = path(f"M {x} 236 Q {x + sway} 196 {x} 160 Q {x - sway} 124 {x} 92")
        canvas.glow(stroke(steam, width=12), WHITE, 8, 0.55)


def teapot(canvas: Canvas, look: Look) -> None:
    table(canvas, look, 580)
    canvas.shadow(shape(ellipse(400, 642, 210, 22)), 14, 6, 18, 0.5)
    spout = shape(
        path(
            "M 246 470 Q 190 440 176 350 Q 170 318 130 306 "
            "Q 134 288 168 292 Q 214 296 228 350 Q 240 392 280 400"
        )
    )
    handle = path("M 560 380 Q 690 340 684 460 Q 676 560 552 560")
    canvas.paint(stroke(handle, width=32), Gradient.lit(look.colour, 0.1, 0.28))
    canvas.paint(stroke([(x - 3, y - 4) for x, y in handle], width=8), WHITE, 0.25)
    canvas.paint(spout, Gradient.lit(look.colour, 0.18, 0.16))
    canvas.model(spout, 16, 0.35, 0.34)
    body = shape(symmetric("M 400 330 Q 222 332 216 486 Q 222 640 322 650 L 400 650"))
    canvas.paint(body, Gradient.lit(look.colour, 0.18, 0.2))
    rows = stroke(arc(400, 404, 200, 46, 12, 168), width=5) | stroke(
        arc(400, 546, 196, 50, 12, 168), width=5
    )
    canvas.paint(body & rows, look.prints[1], 0.9)
    sprigs = [
        warped(leaf(0, 0, 44, 24, angle), placing(252 + step * 49, 536 + 22 * sin(pi * step / 6)))
        for step in range(7)
        for angle in (-32, 32)
    ]
    canvas.paint(body & shape(*sprigs[:1]), look.prints[0])
    for sprig in sprigs[1:]:
        canvas.paint(body & shape(sprig), look.prints[0])
    canvas.model(body, 56, 0.3, 0.36)
    canvas.paint(body & shape(ellipse(300, 430, 26, 56)).soft(12), WHITE, 0.5)
    lid = shape(symmetric("M 400 262 Q 300 268 292 336 Q 340 356 400 356"))
    canvas.glow(shape(ellipse(400, 352, 116, 16)), BLACK, 8, 0.4)
    canvas.paint(lid, Gradient.lit(lighter(look.colour, 0.05), 0.2, 0.18))
    canvas.model(lid, 20, 0.35, 0.32)
    knob = shape(ellipse(400, 250, 26, 24))
    canvas.paint(knob, Gradient.lit(_WOOD, 0.3, 0.3))
    canvas.model(knob, 10, 0.35, 0.35)


def cushion(canvas: Canvas, look: Look) -> None:
    outline = path(
        "M 168 178 Q 190 150 232 172 Q 400 206 568 172 Q 610 150 632 178 Q 652 204 630 240 "
        "Q 604 400 630 566 Q 652 602 632 628 Q 606 652 566 632 Q 400 604 234 632 Q 194 652 168 628 "
        "Q 148 602 170 566 Q 196 400 170 240 Q 148 204 168 178"
    )
    body = shape(outline)
    canvas.shadow(body, 14, 26, 26, 0.4)
    canvas.paint(body, Gradient.lit(look.colour, 0.12, 0.12))
    decorate(canvas, look, body, onto(160, 160, 640, 640), look.weave, 0.94)
    canvas.model(body, 64, 0.3, 0.42)
    canvas.paint(body & shape(ellipse(350, 340, 130, 120)).soft(60), WHITE, 0.14)
    for line in (
        "M 190 196 Q 240 250 250 310",
        "M 612 198 Q 560 250 552 300",
        "M 186 610 Q 240 560 250 510",
        "M 614 608 Q 560 560 550 500",
    ):
        canvas.fold(body, path(line), 14, 10, 0.24)
    canvas.paint(stroke(outline, width=5, closed=True), darker(look.colour, 0.25), 0.8)
    canvas.stitch(outline, WHITE, 2, 0.4)


def throw(canvas: Canvas, look: Look) -> None:
    """A blanket folded in three, its fringe to the right."""
    table(canvas, look, 590)
    canvas.shadow(shape(ellipse(400, 640, 300, 20)), 8, 6, 18, 0.5)
    for layer in range(3):
        top = 520 - layer * 84
        body = shape(
            path(
                f"M 150 {top} Q 112 {top + 50} 150 {top + 112} "
                f"L 628 {top + 112} Q 656 {top + 56} 628 {top}"
            )
        )
        _fringe(canvas, look, 632, top + 16, top + 100)
        canvas.shadow(body, 4, 8, 8, 0.3)
        canvas.paint(body, Gradient.down(lighter(look.colour, 0.12), darker(look.colour, 0.2)))
        decorate(canvas, look, body, onto(110, top - 190, 656, top + 240), look.shades, 0.75)
        canvas.model(body, 26, 0.28, 0.38)
        nap = [[(130.0 + 6 * k, top), (130.0 + 6 * k, top + 112.0)] for k in range(88)]
        canvas.paint(body & stroke(*nap, width=1.4), BLACK, 0.07)


def _fringe(canvas: Canvas, look: Look, x: float, top: float, bottom: float) -> None:
    rng = look.rng(f"fringe/{top}")
    threads: list[Outline] = []
    y = top
    while y < bottom:
        threads.append(
            path(
                f"M {x - 12} {y} Q {x + 20} {y + rng.uniform(-4, 8)} "
                f"{x + rng.uniform(36, 48)} {y + rng.uniform(2, 14)}"
            )
        )
        y += 7
    canvas.glow(stroke(*threads, width=5).moved(2, 5), BLACK, 4, 0.25)
    canvas.paint(
        stroke(*threads, width=4.5), Gradient.across(look.colour, lighter(look.colour, 0.25))
    )
    canvas.paint(stroke(*threads[::2], width=2), look.prints[0], 0.6)
