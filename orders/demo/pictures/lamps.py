"""Lamps, lit."""

from __future__ import annotations

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Gradient,
    darker,
    lighter,
    mix,
    shape,
    stroke,
)
from orders.demo.pictures.geometry import (
    arc,
    ellipse,
    path,
    symmetric,
    turned,
)
from orders.demo.pictures.look import Look, table

_LIGHT: Colour = (255, 236, 190)
_WOOD: Colour = (176, 128, 84)
_GREEN: Colour = (62, 122, 76)


def lamp(canvas: Canvas, look: Look) -> None:
    """Style 0: a shade on a wooden stem; 1: an arm for the desk; 2: a glowing globe."""
    table(canvas, look, 620)
    (_table_lamp, _desk_lamp, _globe)[look.style](canvas, look)


def _table_lamp(canvas: Canvas, look: Look) -> None:
    canvas.glow(shape(ellipse(400, 380, 250, 200)), _LIGHT, 90, 0.75)
    canvas.glow(shape(ellipse(400, 690, 200, 24)), _LIGHT, 20, 0.5)
    canvas.shadow(shape(ellipse(400, 704, 104, 14)), 4, 4, 12, 0.5)
    stem = shape(symmetric("M 400 380 L 386 380 Q 380 500 372 560 Q 352 620 400 640"))
    canvas.paint(stem, Gradient.across(lighter(_WOOD, 0.2), darker(_WOOD, 0.3)))
    canvas.model(stem, 14, 0.25, 0.35)
    foot = shape(symmetric("M 400 640 Q 318 646 306 690 Q 340 712 400 712"))
    canvas.paint(foot, Gradient.across(lighter(_WOOD, 0.15), darker(_WOOD, 0.35)))
    canvas.model(foot, 16, 0.3, 0.35)
    shade = shape(symmetric("M 400 138 L 304 142 L 206 420 Q 300 446 400 446"))
    canvas.paint(shade, Gradient.across(lighter(look.colour, 0.2), darker(look.colour, 0.14)))
    canvas.paint(shade & shape(ellipse(400, 340, 120, 130)).soft(60), _LIGHT, 0.75)
    pleats = [[(400 + 96 * k / 10, 130.0), (400 + 194 * k / 10, 450.0)] for k in range(-10, 11)]
    canvas.paint(shade & stroke(*pleats, width=2), BLACK, 0.10)
    for hem in (arc(400, 418, 194, 26, 0, 180), arc(400, 140, 96, 6, 0, 180)):
        canvas.paint(stroke(hem, width=7), darker(look.colour, 0.2))
    canvas.model(shade, 26, 0.1, 0.22)
    canvas.paint(stroke([(470.0, 440.0), (470.0, 506.0)], width=2), (120, 110, 96))
    canvas.paint(shape(ellipse(470, 512, 6)), (150, 130, 100))


def _desk_lamp(canvas: Canvas, look: Look) -> None:
    canvas.glow(shape([(176, 330), (330, 340), (420, 700), (90, 700)]), _LIGHT, 46, 0.6)
    canvas.shadow(shape(ellipse(500, 694, 130, 16)), 6, 4, 12, 0.5)
    for line in ([(500.0, 664.0), (580.0, 400.0)], [(580.0, 400.0), (300.0, 240.0)]):
        canvas.paint(stroke(line, width=20), Gradient.lit((150, 154, 160), 0.4, 0.4))
        canvas.paint(stroke([(x - 3, y - 4) for x, y in line], width=4), WHITE, 0.5)
    for x, y, radius in ((580, 400, 24), (306, 244, 18)):
        joint = shape(ellipse(x, y, radius))
        canvas.paint(joint, Gradient.lit(look.colour, 0.3, 0.3))
        canvas.paint(shape(ellipse(x, y, radius * 0.4)), (220, 222, 226))
    foot = shape(
        path("M 380 690 Q 384 650 500 648 Q 616 650 620 690 Q 560 708 500 708 Q 440 708 380 690")
    )
    canvas.paint(foot, Gradient.lit(look.colour, 0.25, 0.25))
    canvas.model(foot, 14, 0.35, 0.35)
    head = shape(
        turned(
            symmetric("M 400 150 Q 340 152 336 210 Q 276 250 262 350 Q 330 366 400 366"),
            14,
            (400, 250),
            (-140, 20),
        )
    )
    bulb = shape(turned(ellipse(400, 360, 124, 26), 14, (400, 250), (-140, 20)))
    canvas.glow(bulb, _LIGHT, 26, 0.9)
    canvas.paint(bulb, Gradient.lit(_LIGHT, 0.5, 0.02))
    canvas.paint(head, Gradient.lit(look.colour, 0.28, 0.22))
    canvas.model(head, 26, 0.4, 0.36)
    canvas.paint(
        stroke(turned(arc(400, 352, 137, 14, 0, 180), 14, (400, 250), (-140, 20)), width=4),
        lighter(look.colour, 0.4),
    )


def _globe(canvas: Canvas, look: Look) -> None:
    for radius, opacity in ((300, 0.4), (210, 0.6)):
        canvas.glow(shape(ellipse(400, 400, radius)), mix(_LIGHT, look.colour, 0.25), 70, opacity)
    canvas.glow(shape(ellipse(400, 690, 220, 30)), _LIGHT, 22, 0.6)
    canvas.shadow(shape(ellipse(400, 690, 116, 14)), 4, 4, 12, 0.45)
    foot = shape(symmetric("M 400 570 L 300 574 Q 280 660 296 690 Q 340 704 400 704"))
    canvas.paint(foot, Gradient.across(lighter(_WOOD, 0.25), darker(_WOOD, 0.3)))
    canvas.model(foot, 18, 0.25, 0.35)
    ball = shape(ellipse(400, 396, 204))
    warm = mix(_LIGHT, look.colour, 0.35)
    canvas.paint(ball, Gradient.down(lighter(warm, 0.55), darker(warm, 0.06)))
    canvas.paint(ball & shape(ellipse(400, 430, 120)).soft(50), (255, 250, 232), 0.8)
    rng = look.rng("craters")
    for _crater in range(12):
        x, y, size = rng.uniform(240, 560), rng.uniform(230, 560), rng.uniform(10, 34)
        crater = shape(ellipse(x, y, size, size * 0.85))
        canvas.paint(ball & crater.soft(4), darker(warm, 0.2), 0.25)
        canvas.paint(
            ball & stroke(arc(x + 2, y + 3, size, size * 0.85, 10, 130), width=2).soft(1),
            WHITE,
            0.6,
        )
    canvas.model(ball, 40, 0.35, 0.14)
