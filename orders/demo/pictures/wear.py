"""Clothes, laid flat."""

from __future__ import annotations

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Gradient,
    Shape,
    brightness,
    darker,
    lighter,
    mix,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    Outline,
    ellipse,
    mirrored,
    onto,
    path,
    rectangle,
    rounded,
    symmetric,
)
from orders.demo.pictures.look import Look, decorate

_PRINT = (285.0, 290.0, 515.0, 520.0)


def tshirt(canvas: Canvas, look: Look) -> None:
    """Style 1: a loose cut; style 2: a chest pocket."""
    wide = 18 if look.style == 1 else 0
    body = shape(
        symmetric(
            f"M 400 222 Q 345 220 318 164 Q 270 182 {228 - wide} 204 "
            f"L {236 - wide} 372 Q 246 500 {236 - wide} 676 Q 310 692 400 692"
        )
    )
    sleeve = path(
        f"M {240 - wide} 198 Q 196 214 180 244 L {104 - wide} 388 Q 145 430 {204 - wide} 446 "
        f"L {242 - wide} 356 Z"
    )
    sleeves = shape(sleeve, mirrored(sleeve))
    _cloth(canvas, look, body | sleeves)
    _back_of_neck(canvas, look, 176)
    _sleeve_seams(canvas, body | sleeves, f"M {240 - wide} 200 Q {226 - wide} 280 {240 - wide} 372")
    for hem in (path(f"M {110 - wide} 376 Q 150 416 {210 - wide} 432"),):
        canvas.stitch(hem, BLACK, 1.6, 0.28)
        canvas.stitch(mirrored(hem), BLACK, 1.6, 0.28)
    canvas.stitch(symmetric(f"M {238 - wide} 660 Q 310 676 400 676"), BLACK, 1.6, 0.28)
    if look.style == 2:
        pocket = shape(path("M 452 300 L 540 300 L 540 384 L 496 404 L 452 384"))
        canvas.shadow(pocket, 2, 3, 4, 0.25)
        canvas.paint(pocket, Gradient.lit(look.colour, 0.1, 0.1))
        canvas.stitch(path("M 456 312 L 536 312"), BLACK, 1.6, 0.35)
    elif look.ornament in {"stripes", "dots", "check"}:
        decorate(canvas, look, body | sleeves, onto(90, 150, 710, 700), look.prints, 0.9)
    else:
        print_area = shape(ellipse(400, 405, 118) if look.rng("print").random() < 0.5
                           else rounded(*_PRINT, 14))  # fmt: skip
        if look.ornament != "plain":
            canvas.paint(print_area, look.prints[3], 0.9)
        decorate(canvas, look, print_area, onto(*_PRINT), look.prints)
    _folds(canvas, body)
    _ribbed_neck(canvas, look, "M 318 164 Q 345 220 400 222")


def hoodie(canvas: Canvas, look: Look) -> None:
    """Style 1: zipped; style 2: a sweatshirt without a hood."""
    body = shape(symmetric("M 400 210 L 300 180 Q 250 190 216 214 L 226 400 "
                           "Q 232 560 226 690 Q 310 700 400 700"))  # fmt: skip
    sleeve = path("M 246 190 Q 186 208 166 262 Q 120 420 96 620 L 92 664 L 170 682 "
                  "L 182 640 Q 200 520 238 400")  # fmt: skip
    sleeves = shape(sleeve, mirrored(sleeve))
    whole = body | sleeves
    _cloth(canvas, look, whole)
    _sleeve_seams(canvas, whole, "M 242 196 Q 222 300 232 410")
    if look.ornament in {"stripes", "check"}:
        decorate(canvas, look, body, onto(200, 170, 600, 700), look.prints, 0.9)
    else:
        place = shape(rounded(310, 310, 490, 490, 16))
        if look.style != 1:
            decorate(canvas, look, place, onto(310, 310, 490, 490), look.prints, 0.95)
    _folds(canvas, body)
    ribbing = darker(look.colour, 0.12)
    for cuff in (path("M 97 622 L 92 668 L 170 686 L 180 640"),):
        _ribs(canvas, shape(cuff), ribbing)
        _ribs(canvas, shape(mirrored(cuff)), ribbing)
    _ribs(canvas, shape(symmetric("M 400 662 L 227 654 L 228 694 Q 310 706 400 706")), ribbing)
    if look.style == 2:
        _back_of_neck(canvas, look, 186)
        _ribbed_neck(canvas, look, "M 312 176 Q 340 226 400 228")
        return
    pocket = path("M 400 528 L 318 528 L 276 600 L 276 656 L 400 656")
    pocket_area = shape(pocket + mirrored(reversed(pocket)))
    canvas.shadow(pocket_area, 2, 4, 6, 0.25)
    canvas.paint(pocket_area, Gradient.lit(look.colour, 0.08, 0.14))
    canvas.stitch(path("M 326 536 L 284 606"), BLACK, 1.6, 0.35)
    canvas.stitch(path("M 474 536 L 516 606"), BLACK, 1.6, 0.35)
    _hood(canvas, look)
    if look.style == 1:
        canvas.paint(shape(rectangle(392, 262, 408, 704)), darker(look.colour, 0.35))
        canvas.paint(stroke(path("M 400 262 L 400 704"), width=4), (196, 200, 206))
        canvas.stitch(path("M 400 262 L 400 704"), (90, 94, 100), 7, 0.8)
        canvas.paint(shape(rounded(393, 268, 407, 306, 5)), (214, 218, 222))


def _hood(canvas: Canvas, look: Look) -> None:
    outer = shape(symmetric("M 400 96 Q 300 92 272 180 Q 268 232 320 262 Q 364 282 400 284"))
    canvas.shadow(outer, 2, 12, 10, 0.35)
    canvas.paint(outer, Gradient.lit(look.colour, 0.22, 0.16))
    canvas.model(outer, 20, 0.2, 0.3)
    inner = shape(symmetric("M 400 132 Q 330 130 316 190 Q 322 240 400 272"))
    canvas.paint(inner, Gradient.down(darker(look.colour, 0.55), darker(look.colour, 0.3)))
    canvas.model(inner, 14, 0.0, 0.25)
    canvas.paint(stroke(path("M 400 132 L 400 100"), width=2), BLACK, 0.2)
    lace = lighter(look.colour, 0.75) if brightness(look.colour) < 0.75 else (120, 122, 128)
    for side in (path("M 366 266 Q 356 330 362 392"), path("M 434 266 Q 446 320 438 380")):
        canvas.glow(stroke(side, width=8).moved(3, 5), BLACK, 4, 0.35)
        canvas.paint(stroke(side, width=7), lace)
        canvas.paint(stroke(side[-3:], width=9), (170, 172, 178))


def jeans(canvas: Canvas, look: Look) -> None:
    """Style 1: slim; style 2: chinos; style 3: shorts."""
    slim = (0, 22, 8, -20)[look.style]
    foot = 490 if look.style == 3 else 726
    knee = 400 if look.style == 3 else 470
    leg = path(
        f"M 278 96 Q 262 180 {250 + slim * 0.3} 300 Q {240 + slim} {knee} {232 + slim} {foot} "
        f"Q {290 + slim * 0.4} {foot + 14} {346 - slim * 0.4} {foot + 4} "
        f"Q {372 - slim * 0.6} {knee} 400 268 L 400 96"
    )
    left, right = shape(leg), shape(mirrored(leg))
    whole = left | right
    _cloth(canvas, look, whole)
    faded = lighter(look.colour, 0.4)
    for area, x in ((left, 300), (right, 500)):
        canvas.paint(area & shape(ellipse(x, 330, 38, 150)).soft(26), faded, 0.4)
        canvas.fold(area, path(f"M {x - 60} 290 Q {x} 300 {x + 60} 262"), 12, 8, 0.2)
        canvas.fold(
            area, path(f"M {x - 60} {knee} Q {x} {knee + 16} {x + 60} {knee - 8}"), 10, 8, 0.2
        )
        canvas.fold(
            area, path(f"M {x - 60} {foot - 60} Q {x} {foot - 40} {x + 60} {foot - 66}"), 10, 7, 0.2
        )
    canvas.paint(left & right.soft(8), BLACK, 0.12)
    canvas.paint(stroke(path("M 400 152 L 400 276"), width=2.5), BLACK, 0.4)
    thread = (214, 152, 74) if look.style in {0, 1} else darker(look.colour, 0.35)
    fly = path("M 412 152 L 412 228 Q 412 252 400 260")
    pockets = (path("M 288 150 Q 300 196 352 206"), path("M 512 150 Q 500 196 448 206"))
    for seam in (fly, *pockets):
        canvas.paint(stroke(seam, width=2), BLACK, 0.25)
        canvas.stitch([(x, y + 6) for x, y in seam], thread)
    for hem in (
        path(
            f"M {234 + slim} {foot - 14} Q {290 + slim * 0.4} {foot} {348 - slim * 0.4} {foot - 10}"
        ),
    ):
        canvas.stitch(hem, thread)
        canvas.stitch(mirrored(hem), thread)
    _waistband(canvas, look, thread)


def _waistband(canvas: Canvas, look: Look, thread: Colour) -> None:
    band = shape(symmetric("M 400 92 Q 330 90 277 84 L 272 140 Q 330 150 400 152"))
    canvas.shadow(band, 1, 4, 5, 0.3)
    canvas.paint(band, Gradient.lit(look.colour, 0.14, 0.12))
    canvas.stitch(symmetric("M 276 90 Q 330 97 400 98")[:-1], thread)
    canvas.stitch(symmetric("M 273 134 Q 330 144 400 146")[:-1], thread)
    for x in (312, 360, 440, 488):
        loop = shape(rounded(x - 7, 84, x + 7, 156, 3))
        canvas.shadow(loop, 1, 2, 3, 0.3)
        canvas.paint(loop, Gradient.lit(look.colour, 0.2, 0.1))
    canvas.paint(shape(ellipse(400, 122, 11)), Gradient.lit((176, 132, 84), 0.5, 0.4))
    canvas.paint(shape(ellipse(400, 122, 5)), (110, 80, 52), 0.6)


def _cloth(canvas: Canvas, look: Look, whole: Shape) -> None:
    """The fabric of a garment on its ground."""
    canvas.shadow(whole, 8, 16, 20, 0.32)
    canvas.paint(whole, Gradient.lit(look.colour, 0.14, 0.12))
    canvas.model(whole, 26, 0.22, 0.3)


def _sleeve_seams(canvas: Canvas, whole: Shape, seam: str) -> None:
    for line in (path(seam), mirrored(path(seam))):
        canvas.paint(whole & stroke(line, width=10).soft(7).moved(-3, 0), BLACK, 0.28)
        canvas.paint(whole & stroke(line, width=1.8), BLACK, 0.3)


def _folds(canvas: Canvas, body: Shape) -> None:
    for line in (
        "M 244 380 Q 300 420 330 470", "M 556 380 Q 510 430 480 470",
        "M 252 560 Q 330 600 350 668", "M 552 540 Q 480 590 460 660",
        "M 300 236 Q 320 290 318 330", "M 500 236 Q 484 290 486 330",
    ):  # fmt: skip
        canvas.fold(body, path(line), 13, 11, 0.17)


def _back_of_neck(canvas: Canvas, look: Look, low: float) -> None:
    inside = shape(
        symmetric(f"M 400 {low} Q 350 {low} 316 {low - 12} Q 345 {low + 46} 400 {low + 48}")
    )
    canvas.paint(inside, Gradient.down(darker(look.colour, 0.45), darker(look.colour, 0.28)))
    canvas.paint(shape(rounded(384, low + 8, 416, low + 26, 3)), lighter(look.colour, 0.8))


def _ribbed_neck(canvas: Canvas, look: Look, line: str) -> None:
    half = path(line)
    neck: Outline = half + mirrored(reversed(half))
    canvas.glow(stroke(neck, width=16).moved(0, 5), BLACK, 5, 0.25)
    canvas.paint(stroke(neck, width=17), mix(look.colour, BLACK, 0.12))
    canvas.paint(stroke(neck, width=13), mix(look.colour, WHITE, 0.07))


def _ribs(canvas: Canvas, area: Shape, colour: Colour) -> None:
    canvas.paint(area, Gradient.lit(colour, 0.12, 0.1))
    left, _top, right, _bottom = (edge / 2 for edge in area.box)
    lines = [
        [(x, 600.0), (x, 720.0)]
        for x in (left + 7.0 * step for step in range(int((right - left) / 7)))
    ]
    canvas.paint(area & stroke(*lines, width=2), BLACK, 0.2)
