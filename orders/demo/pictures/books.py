"""Books, with an ornament where others have a photograph and rules where others have a title."""

from __future__ import annotations

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Gradient,
    brightness,
    darker,
    lighter,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    Warp,
    ellipse,
    onto,
    path,
    placing,
    rectangle,
    rounded,
    star,
    warped,
)
from orders.demo.pictures.look import Look, decorate

_WIDTH, _HEIGHT = 190.0, 268.0


def book(canvas: Canvas, look: Look) -> None:
    """Style 0: the picture fills the lower part; 1: it is framed; 2: it fills all but a plate."""
    warp = placing(392, 396, -5)
    pages = shape(warped(rounded(-_WIDTH + 8, -_HEIGHT + 8, _WIDTH + 20, _HEIGHT + 16, 4), warp))
    back = shape(warped(rounded(-_WIDTH, -_HEIGHT + 4, _WIDTH + 26, _HEIGHT + 24, 8), warp))
    canvas.shadow(back, 22, 30, 26, 0.42)
    canvas.paint(back, darker(look.colour, 0.45))
    canvas.paint(pages, Gradient.lit((244, 238, 222), 0.2, 0.12))
    leaves = [
        warped([(-_WIDTH, _HEIGHT + y), (_WIDTH + 20, _HEIGHT + y)], warp) for y in (4, 8, 12)
    ]
    leaves += [
        warped([(_WIDTH + x, -_HEIGHT), (_WIDTH + x, _HEIGHT + 14)], warp) for x in (5, 10, 15)
    ]
    canvas.paint(pages & stroke(*leaves, width=1.4), (150, 138, 112), 0.6)
    cover = shape(warped(rounded(-_WIDTH, -_HEIGHT, _WIDTH, _HEIGHT, 9), warp))
    canvas.shadow(cover, 4, 5, 5, 0.35)
    canvas.paint(cover, Gradient.lit(look.colour, 0.12, 0.12))
    (_lower_part, _framed, _plate)[look.style](canvas, look, warp)
    hinge = shape(warped(rectangle(-_WIDTH + 22, -_HEIGHT, -_WIDTH + 32, _HEIGHT), warp))
    canvas.paint(hinge.soft(3) & cover, BLACK, 0.35)
    spine = shape(warped(rectangle(-_WIDTH, -_HEIGHT, -_WIDTH + 22, _HEIGHT), warp))
    canvas.paint(spine & cover, Gradient.across(WHITE, BLACK), 0.12)
    canvas.paint(
        cover
        & shape(warped(path("M -190 -60 L 120 -268 L 190 -268 L 190 -190 L -190 80"), warp)).soft(
            20
        ),
        WHITE,
        0.10,
    )
    canvas.model(cover, 7, 0.35, 0.3)


def _lower_part(canvas: Canvas, look: Look, warp: Warp) -> None:
    area = shape(warped(rounded(-_WIDTH, -92, _WIDTH, _HEIGHT, 9), warp))
    canvas.paint(area, Gradient.down(lighter(look.prints[3], 0.3), look.prints[3]))
    decorate(canvas, look, area, onto(-_WIDTH, -92, _WIDTH, _HEIGHT, warp), look.prints)
    canvas.paint(stroke(warped([(-_WIDTH, -92), (_WIDTH, -92)], warp), width=4), look.prints[0])
    _rules(canvas, look, warp, -206, (118, 84))
    _rules(canvas, look, warp, -140, (46,), thick=4)


def _framed(canvas: Canvas, look: Look, warp: Warp) -> None:
    frame = warped(rounded(-118, -150, 140, 108, 129), warp)
    area = shape(frame)
    canvas.paint(area, Gradient.down(lighter(look.prints[3], 0.35), look.prints[3]))
    decorate(canvas, look, area, onto(-118, -150, 140, 108, warp), look.prints)
    canvas.paint(stroke(frame, width=5, closed=True), look.prints[1])
    border = warped(rounded(-146, -246, 168, 246, 6), warp)
    canvas.paint(stroke(border, width=3, closed=True), look.prints[1], 0.9)
    _rules(canvas, look, warp, 158, (104, 72))
    _rules(canvas, look, warp, 214, (36,), thick=4)
    canvas.paint(shape(warped(star(11, -198, 20, 8, 0.5), warp)), look.prints[0])


def _plate(canvas: Canvas, look: Look, warp: Warp) -> None:
    area = shape(warped(rounded(-_WIDTH, -_HEIGHT, _WIDTH, _HEIGHT, 9), warp))
    decorate(canvas, look, area, onto(-_WIDTH, -_HEIGHT, _WIDTH, _HEIGHT, warp), look.prints)
    outline = warped(rounded(-112, -96, 136, 78, 10), warp)
    plate = shape(outline)
    canvas.shadow(plate, 2, 4, 6, 0.3)
    light = brightness(look.colour) > 0.5
    canvas.paint(plate, (32, 36, 48) if light else (246, 241, 228))
    canvas.paint(
        stroke(warped(rounded(-102, -86, 126, 68, 6), warp), width=2.4, closed=True),
        look.accents[0],
    )
    tone = (246, 241, 228) if light else (44, 48, 60)
    for y, half in ((-44, 84), (-14, 58)):
        canvas.paint(shape(warped(rounded(12 - half, y - 6, 12 + half, y + 6, 6), warp)), tone)
    canvas.paint(shape(warped(ellipse(12, 34, 14), warp)), look.accents[1])


def _rules(
    canvas: Canvas, look: Look, warp: Warp, top: float, halves: tuple[int, ...], thick: float = 7
) -> None:
    """Bars where the title would stand."""
    tone = (246, 242, 232) if brightness(look.colour) < 0.55 else (52, 50, 56)
    for place, half in enumerate(halves):
        y = top + place * 30
        canvas.paint(
            shape(warped(rounded(11 - half, y - thick, 11 + half, y + thick, thick), warp)),
            tone,
            0.95,
        )
