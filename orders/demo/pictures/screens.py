"""Phones, tablets and laptops."""

from __future__ import annotations

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
    Point,
    Warp,
    ellipse,
    onto,
    onto_quad,
    path,
    placing,
    rounded,
    symmetric,
    warped,
)
from orders.demo.pictures.look import Look, decorate, table

_GLASS: Colour = (16, 18, 24)


def phone(canvas: Canvas, look: Look) -> None:
    """The back in its colour, the screen before it; the style is the arrangement of the cameras."""
    _phone_back(canvas, look, placing(300, 400, -9))
    front = placing(488, 412, 5)
    body = _slab(canvas, front, 132, 280, 34, Gradient.lit(lighter(look.colour, 0.25), 0.3, 0.3))
    canvas.model(body, 5, 0.5, 0.4)
    glass = shape(warped(rounded(-126, -274, 126, 274, 29), front))
    canvas.paint(glass, _GLASS)
    _display(
        canvas,
        look,
        warped(rounded(-118, -266, 118, 266, 23), front),
        onto(-266, -266, 266, 266, front),
    )
    canvas.paint(shape(warped(rounded(-26, -254, 26, -240, 7), front)), BLACK)
    for row in range(2):
        for column in range(4):
            tone = look.accents[(row + column) % 4]
            x, y = -80 + column * 53, 176 + row * 52
            icon = shape(warped(rounded(x - 18, y - 18, x + 18, y + 18, 10), front))
            canvas.paint(icon, Gradient.lit(lighter(tone, 0.25), 0.3, 0.2), 0.92)
    canvas.paint(shape(warped(rounded(-38, 252, 38, 257, 2.5), front)), WHITE, 0.85)


def _phone_back(canvas: Canvas, look: Look, warp: Warp) -> None:
    body = _slab(canvas, warp, 132, 280, 36, Gradient.lit(look.colour, 0.3, 0.2))
    canvas.model(body, 12, 0.4, 0.35)
    sheen = shape(warped([(-132, -60), (60, -280), (132, -280), (-132, 60)], warp))
    canvas.paint(body & sheen.soft(14), WHITE, 0.16)
    plate = Gradient.lit(darker(look.colour, 0.12), 0.25, 0.2)
    layouts: tuple[tuple[Outline, tuple[Point, ...]], ...] = (
        (rounded(-112, -260, -34, -106, 36), ((-73, -222), (-73, -146))),
        (rounded(-114, -262, 30, -118, 38), ((-76, -224), (-76, -156), (-8, -190))),
        (ellipse(0, -168, 82), ((-30, -194), (32, -176), (-14, -136))),
        (rounded(-132, -240, 132, -168, 8), ((-86, -204), (-18, -204))),
    )
    outline, lenses = layouts[look.style]
    island = shape(warped(outline, warp)) & body
    canvas.shadow(island, 3, 5, 7, 0.35)
    canvas.paint(island, plate)
    canvas.model(island, 6, 0.4, 0.35)
    for x, y in lenses:
        for radius, tone in (
            (27, lighter(look.colour, 0.35)),
            (23, _GLASS),
            (14, (34, 42, 64)),
            (7, (66, 84, 130)),
        ):
            canvas.paint(shape(warped(ellipse(x, y, radius), warp)), tone)
        canvas.paint(shape(warped(ellipse(x - 8, y - 9, 4.5), warp)), WHITE, 0.75)
    flash = {0: (-73, -184), 1: (-8, -240), 2: (24, -124), 3: (44, -204)}[look.style]
    canvas.paint(shape(warped(ellipse(*flash, 8), warp)), (255, 244, 214))


def tablet(canvas: Canvas, look: Look) -> None:
    warp = placing(400, 410, -6)
    body = _slab(canvas, warp, 330, 232, 34, Gradient.lit(look.colour, 0.35, 0.2))
    canvas.model(body, 5, 0.5, 0.35)
    canvas.paint(shape(warped(rounded(-322, -224, 322, 224, 27), warp)), _GLASS)
    screen = warped(rounded(-298, -200, 298, 200, 14), warp)
    _display(canvas, look, screen, onto(-298, -298, 298, 298, warp))
    canvas.paint(shape(warped(ellipse(-310, 0, 4), warp)), (52, 58, 76))
    for place in range(5):
        tone, x = look.accents[place % 4], -104 + place * 52
        icon = shape(warped(rounded(x - 18, 152, x + 18, 188, 10), warp))
        canvas.paint(icon, Gradient.lit(lighter(tone, 0.25), 0.3, 0.2), 0.92)
    pen = placing(600, 690, -62)
    barrel = shape(warped(rounded(-12, -250, 12, 40, 12), pen))
    canvas.shadow(barrel, 6, 10, 8, 0.35)
    canvas.paint(barrel, Gradient.across((250, 250, 248), (196, 198, 202)))
    canvas.paint(shape(warped([(-12, -236), (0, -280), (12, -236)], pen)), (206, 208, 212))
    canvas.paint(shape(warped([(-4, -264), (0, -282), (4, -264)], pen)), (70, 74, 82))


def laptop(canvas: Canvas, look: Look) -> None:
    """Style 1: larger, with speakers beside the keys; style 2: a plain one with a thicker frame."""
    table(canvas, look, 520)
    wide = 268 if look.style == 1 else 250
    frame = 20 if look.style == 2 else 10
    lid = shape(rounded(400 - wide, 168, 400 + wide, 520, 18))
    canvas.paint(lid, Gradient.lit(look.colour, 0.2, 0.3))
    canvas.paint(shape(rounded(404 - wide, 172, 396 + wide, 516, 15)), _GLASS)
    left, right = 404 - wide + frame, 396 + wide - frame
    _display(
        canvas,
        look,
        rounded(left, 172 + frame + 6, right, 498, 5),
        onto(left, 178, right, 498 + 120),
    )
    canvas.paint(shape(ellipse(400, 181, 3.2)), (60, 70, 92))
    for place in range(6):
        tone, x = look.accents[place % 4], 300 + place * 40
        canvas.paint(
            shape(rounded(x - 13, 464, x + 13, 490, 7)),
            Gradient.lit(lighter(tone, 0.25), 0.3, 0.2),
            0.9,
        )
    _laptop_base(canvas, look, wide)


def _laptop_base(canvas: Canvas, look: Look, wide: float) -> None:
    deck = [
        (400 - wide, 520.0),
        (400 + wide, 520.0),
        (400 + wide + 68, 664.0),
        (400 - wide - 68, 664.0),
    ]
    lip = shape(
        path(
            f"M {332 - wide} 662 L {468 + wide} 662 Q {466 + wide} 682 {440 + wide} 682 "
            f"L {360 - wide} 682 Q {334 - wide} 682 {332 - wide} 662"
        )
    )
    canvas.shadow(shape([*deck[:2], (470 + wide, 680), (330 - wide, 680)]), 0, 16, 18, 0.5)
    metal = look.colour
    canvas.paint(shape(deck), Gradient.down(lighter(metal, 0.05), lighter(metal, 0.3)))
    place = onto_quad(*deck)
    bed = shape(warped(rounded(0.07, 0.08, 0.93, 0.66, 0.02), place))
    canvas.paint(bed, darker(metal, 0.25))
    keys: list[Outline] = []
    for row in range(5):
        count, y = 14 - row % 2, 0.1 + row * 0.112
        for column in range(count):
            if row == 4 and 4 <= column <= 8:
                continue
            x = 0.08 + 0.84 * column / count
            keys.append(
                warped(rounded(x + 0.004, y, x + 0.84 / count - 0.004, y + 0.094, 0.008), place)
            )
    keys.append(
        warped(rounded(0.08 + 0.84 * 4 / 14, 0.548, 0.08 + 0.84 * 9 / 14, 0.642, 0.008), place)
    )
    canvas.paint(shape(*keys), (38, 40, 46))
    pad = shape(warped(rounded(0.34, 0.71, 0.66, 0.97, 0.02), place))
    canvas.paint(pad, Gradient.down(lighter(metal, 0.12), lighter(metal, 0.4)))
    canvas.paint(
        stroke(warped(rounded(0.34, 0.71, 0.66, 0.97, 0.02), place), width=1.5, closed=True),
        BLACK,
        0.25,
    )
    canvas.paint(lip, Gradient.down(lighter(metal, 0.35), darker(metal, 0.35)))
    canvas.paint(shape(symmetric("M 400 662 L 346 662 Q 350 672 362 672 L 400 672")), BLACK, 0.28)
    hinge = shape(rounded(400 - wide * 0.8, 514, 400 + wide * 0.8, 525, 5))
    canvas.paint(hinge, Gradient.down(darker(metal, 0.6), darker(metal, 0.3)))


def _slab(
    canvas: Canvas,
    warp: Warp,
    half_width: float,
    half_height: float,
    radius: float,
    paint: Gradient,
) -> Shape:
    """A flat device with its shadow."""
    body = shape(warped(rounded(-half_width, -half_height, half_width, half_height, radius), warp))
    canvas.shadow(body, 14, 24, 24, 0.4)
    canvas.paint(body, paint)
    return body


def _display(canvas: Canvas, look: Look, outline: Outline, warp: Warp) -> None:
    """A lit screen with the product's ornament for a wallpaper."""
    screen = shape(outline)
    accents = look.accents
    canvas.paint(
        screen, Gradient(lighter(accents[3], 0.45), accents[2], accents[1], darker(accents[0], 0.1))
    )
    decorate(canvas, look, screen, warp, accents, 0.88)
    canvas.paint(screen, Gradient.down(WHITE, accents[0]), 0.10)
