"""Shoes, seen from the side."""

from __future__ import annotations

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Gradient,
    Shape,
    brightness,
    darker,
    lighter,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    Outline,
    ellipse,
    path,
    rounded,
)
from orders.demo.pictures.look import Look, table

_RUNNER, _LEATHER, _TRAIL, _HIGH = range(4)


def sneaker(canvas: Canvas, look: Look) -> None:
    """Style 0: for running; 1: plain leather; 2: for trails; 3: high canvas."""
    table(canvas, look, 560)
    high = look.style == _HIGH
    top = 210 if high else 318
    upper = shape(
        path(
            f"M 112 566 Q 100 500 190 474 Q 280 452 342 392 L {430 if high else 400} {top + 2} "
            f"Q 420 {top - 22} 452 {top - 8} Q 476 {top + 34} 552 {top + 30} "
            f"Q 612 {top + 26} 646 {top - 18} Q 672 {top - 22} 676 {top + 30} Q 690 460 694 570 Z"
        )
    )
    sole = shape(_sole(look.style))
    canvas.shadow(shape(ellipse(405, 634, 320, 18)), 6, 6, 16, 0.55)
    _collar(canvas, look, top)
    canvas.paint(upper, Gradient.lit(look.colour, 0.16, 0.16))
    canvas.model(upper, 30, 0.25, 0.34)
    _upper_parts(canvas, look, upper)
    _laces(canvas, look, upper, high=high)
    _draw_sole(canvas, look, sole)


def _sole(style: int) -> Outline:
    if style == _RUNNER:
        return path(
            "M 100 560 Q 92 632 170 634 L 480 634 Q 560 640 640 630 Q 716 622 712 540 "
            "Q 706 506 684 514 Q 600 560 480 552 Q 300 548 120 548 Q 104 550 100 560"
        )
    return path(
        "M 102 562 Q 92 622 140 634 L 660 634 Q 704 630 702 560 Q 700 548 684 550 "
        "L 120 550 Q 104 550 102 562"
    )


def _draw_sole(canvas: Canvas, look: Look, sole: Shape) -> None:
    rubber = (52, 50, 48) if look.style == _TRAIL else (240, 238, 232)
    if look.style == _TRAIL:
        lugs = [rounded(x, 622, x + 30, 646, 6) for x in range(130, 670, 46)]
        canvas.paint(shape(*lugs), darker(rubber, 0.4))
    canvas.paint(sole, Gradient.down(lighter(rubber, 0.12), darker(rubber, 0.16)))
    canvas.model(sole, 12, 0.25, 0.25)
    if look.style == _RUNNER:
        accent = look.prints[0]
        canvas.paint(sole & stroke(path("M 90 612 Q 400 596 720 584"), width=9), accent)
        canvas.paint(sole & stroke(path("M 500 600 Q 610 590 712 556"), width=16), accent, 0.8)
    elif look.style == _HIGH:
        canvas.paint(sole & stroke(path("M 90 572 L 720 572"), width=7), look.prints[0])
        canvas.paint(sole & stroke(path("M 90 614 L 720 614"), width=3), BLACK, 0.25)
    else:
        canvas.stitch(path("M 112 564 L 694 564"), BLACK, 2, 0.35)


def _collar(canvas: Canvas, look: Look, top: float) -> None:
    """The far side and the lining, seen through the opening."""
    tongue = shape(
        path(
            f"M 330 420 L 398 {top - 22} Q 420 {top - 54} 462 {top - 38} L 486 {top + 30} L 420 430"
        )
    )
    canvas.paint(tongue, Gradient.lit(lighter(look.colour, 0.1), 0.1, 0.2))
    canvas.model(tongue, 12, 0.25, 0.3)
    lining = shape(
        path(f"M 440 {top} Q 540 {top - 34} 650 {top - 16} L 640 {top + 80} L 450 {top + 80}")
    )
    canvas.paint(lining, Gradient.down(darker(look.colour, 0.6), darker(look.colour, 0.4)))


def _upper_parts(canvas: Canvas, look: Look, upper: Shape) -> None:
    toe = shape(path("M 90 580 Q 90 480 192 470 Q 252 500 268 580"))
    heel = shape(path("M 720 580 L 700 400 Q 640 400 610 470 Q 592 520 594 580"))
    throat = shape(path("M 268 470 Q 330 440 352 396 L 420 330 L 456 350 Q 440 420 330 486"))
    second = (
        darker(look.colour, 0.3) if brightness(look.colour) > 0.3 else lighter(look.colour, 0.22)
    )
    if look.style == _HIGH:
        canvas.paint(toe & upper, Gradient.lit((238, 234, 224), 0.2, 0.15))
        canvas.model(toe & upper, 14, 0.3, 0.2)
        canvas.paint(shape(ellipse(588, 330, 44)), (240, 238, 230))
        canvas.paint(shape(ellipse(588, 330, 30)), look.prints[0])
        canvas.stitch(path("M 640 240 L 664 560"), WHITE, 2.2, 0.6)
        return
    if look.style == _LEATHER:
        canvas.paint(heel & upper, Gradient.lit(look.accents[0], 0.2, 0.1), 0.95)
        holes = [
            ellipse(200 + 18 * x + 9 * (y % 2), 506 + 15 * y, 2.6)
            for x in range(4)
            for y in range(3)
        ]
        canvas.paint(shape(*holes), BLACK, 0.35)
    else:
        _mesh(canvas, upper)
        canvas.paint(toe & upper, Gradient.lit(second, 0.12, 0.2))
        canvas.paint(heel & upper, Gradient.lit(second, 0.12, 0.2))
        canvas.model(toe & upper, 12, 0.2, 0.25)
        canvas.model(heel & upper, 12, 0.2, 0.25)
        blades = (
            path("M 280 572 Q 440 540 536 414 L 560 410 Q 480 548 344 572"),
            path("M 370 572 Q 506 540 592 404 L 610 402 Q 544 548 416 572"),
        )
        for blade in blades:
            band = shape(blade) & upper
            canvas.paint(band.moved(3, 5).soft(4), BLACK, 0.25)
            canvas.paint(band, Gradient.across(look.prints[0], look.prints[1]))
    canvas.paint(throat & upper, Gradient.lit(lighter(look.colour, 0.1), 0.1, 0.1))
    canvas.model(throat & upper, 8, 0.25, 0.3)
    for seam in ("M 192 474 Q 252 504 266 560", "M 604 560 Q 594 520 612 470 Q 640 404 690 404"):
        canvas.stitch(path(seam), WHITE if brightness(look.colour) < 0.6 else BLACK, 2, 0.45)


def _mesh(canvas: Canvas, upper: Shape) -> None:
    rows = [
        ellipse(130 + 12 * x + 6 * (y % 2), 330 + 10 * y, 2.2) for x in range(48) for y in range(24)
    ]
    canvas.paint(upper & shape(*rows), BLACK, 0.14)


def _laces(canvas: Canvas, look: Look, upper: Shape, *, high: bool) -> None:
    count = 7 if high else 5
    ends = (440, 238) if high else (428, 344)
    lace = (246, 244, 240) if brightness(look.colour) < 0.85 else (90, 94, 104)
    for place in range(count):
        part = place / (count - 1)
        x, y = 306 + (ends[0] - 306) * part, 456 + (ends[1] - 456) * part
        line = [(x - 30, y - 22), (x + 22, y + 16)]
        canvas.glow(stroke(line, width=11).moved(2, 5), BLACK, 4, 0.35)
        canvas.paint(stroke(line, width=10), Gradient.down(lace, darker(lace, 0.12)))
        canvas.paint(shape(ellipse(x + 24, y + 17, 4.5)), darker(look.colour, 0.6))
