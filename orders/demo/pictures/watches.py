"""Smart watches."""

from __future__ import annotations

from math import cos, pi, sin

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
    arc,
    ellipse,
    onto,
    rounded,
    symmetric,
)
from orders.demo.pictures.look import Look, decorate

_GLASS: Colour = (16, 18, 24)


def watch(canvas: Canvas, look: Look) -> None:
    """Style 0: round with hands; style 1: square; style 2: a slim band."""
    half = (88, 92, 58)[look.style]
    upper = shape(
        symmetric(f"M 400 70 Q {404 - half} 66 {412 - half} 96 L {394 - half} 300 L 400 300")
    )
    lower = shape(
        symmetric(f"M 400 500 L {394 - half} 500 L {414 - half} 706 Q {412 - half} 736 400 736")
    )
    strap = upper | lower
    canvas.shadow(strap, 10, 20, 20, 0.34)
    canvas.paint(strap, Gradient.lit(look.colour, 0.2, 0.2))
    canvas.model(strap, 20, 0.3, 0.36)
    holes = [ellipse(400, y, 9, 6) for y in (576, 610, 644, 678)]
    canvas.paint(shape(*holes), darker(look.colour, 0.55))
    if look.style == 0:
        for x in (400 - half + 24, 400 + half - 24):
            canvas.stitch([(x, 104), (x - (x - 400) * 0.05, 290)], WHITE, 2.4, 0.6)
            canvas.stitch([(x, 512), (x - (x - 400) * 0.16, 700)], WHITE, 2.4, 0.6)
    case: Outline
    case = (
        ellipse(400, 400, 168),
        rounded(246, 218, 554, 582, 92),
        rounded(318, 214, 482, 586, 80),
    )[look.style]
    metal = (78, 82, 90) if brightness(look.colour) < 0.35 else (206, 208, 212)
    for y in (352, 430) if look.style < 2 else ():
        crown = shape(rounded(546, y - 22, 582, y + 22, 9))
        canvas.shadow(crown, 3, 5, 5, 0.3)
        canvas.paint(crown, Gradient.down(lighter(metal, 0.3), darker(metal, 0.4)))
    body = shape(case)
    canvas.shadow(body, 8, 16, 14, 0.42)
    canvas.paint(body, Gradient.lit(metal, 0.5, 0.4))
    canvas.model(body, 10, 0.5, 0.4)
    glass = shape(_inset(case, 13))
    canvas.paint(glass, _GLASS)
    if look.style == 0:
        _dial(canvas, look)
    else:
        _readings(canvas, look, shape(_inset(case, 24)))
    canvas.paint(
        glass & shape([(200, 380), (430, 180), (520, 180), (240, 520)]).soft(8), WHITE, 0.07
    )


def _dial(canvas: Canvas, look: Look) -> None:
    canvas.paint(shape(ellipse(400, 400, 146)), Gradient.down((40, 44, 56), (18, 20, 28)))
    for place in range(60):
        near = 122 if place % 5 == 0 else 134
        angle = pi * place / 30
        ends = [(400 + r * sin(angle), 400 - r * cos(angle)) for r in (near, 142)]
        canvas.paint(
            stroke(ends, width=5 if place % 15 == 0 else 2.2),
            WHITE,
            0.85 if place % 5 == 0 else 0.35,
        )
    for x, y, tone, part in ((346, 440, 0, 0.7), (454, 440, 1, 0.45)):
        canvas.paint(stroke(arc(x, y, 26, None, 0, 360), width=6), (66, 70, 84))
        canvas.paint(
            stroke(arc(x, y, 26, None, -90, -90 + 360 * part), width=6),
            lighter(look.accents[tone], 0.2),
        )
    for angle, length, width in ((306, 72, 11), (52, 112, 8)):
        tip = (400 + length * sin(angle * pi / 180), 400 - length * cos(angle * pi / 180))
        canvas.glow(stroke([(400, 400), tip], width=width).moved(3, 5), BLACK, 4, 0.6)
        canvas.paint(stroke([(400, 400), tip], width=width), (244, 244, 240))
    canvas.paint(stroke([(382, 440), (444, 296)], width=3), look.accents[0])
    canvas.paint(shape(ellipse(400, 400, 10)), look.accents[0])


def _readings(canvas: Canvas, look: Look, screen: Shape) -> None:
    """Rings of activity above a quiet wallpaper; bars below: no figures, so no fonts."""
    canvas.paint(screen, Gradient.down((30, 34, 48), (14, 16, 24)))
    narrow = look.style == 2
    decorate(
        canvas,
        look,
        screen,
        onto(246, 450, 554, 700),
        tuple(darker(tone, 0.35) for tone in look.accents),
        0.7,
    )
    for ring in range(3):
        radius = (52 if narrow else 84) - ring * (16 if narrow else 24)
        tone = lighter(look.accents[ring], 0.18)
        circle = arc(400, 330 if not narrow else 312, radius, None, -90, 270)
        canvas.paint(stroke(circle, width=12 if narrow else 17), mix(tone, _GLASS, 0.72))
        share = (0.82, 0.6, 0.92)[ring]
        canvas.paint(stroke(circle[: int(len(circle) * share)], width=12 if narrow else 17), tone)
    count = 7 if narrow else 11
    for place in range(count):
        height = 18 + 44 * abs(sin(place * 1.7 + look.rng("bars").random()))
        x = 400 + (place - (count - 1) / 2) * (15 if narrow else 21)
        canvas.paint(
            shape(rounded(x - 5, 508 - height, x + 5, 508, 5)),
            lighter(look.accents[place % 2], 0.3),
        )


def _inset(outline: Outline, by: float) -> Outline:
    """The outline, every point nearer to the middle of the picture by `by` each way."""
    return [
        (x + (by if x < 400 else -by) * min(1, abs(x - 400) / 80),
         y + (by if y < 400 else -by) * min(1, abs(y - 400) / 80))
        for x, y in outline
    ]  # fmt: skip
