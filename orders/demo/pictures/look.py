"""What tells one product's picture from another's of the same kind: colours, ornament, backdrop."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from orders.demo.pictures.canvas import (
    BLACK,
    WHITE,
    Canvas,
    Colour,
    Gradient,
    Shape,
    brightness,
    colour_of,
    darker,
    lighter,
    mix,
    shape,
)
from orders.demo.pictures.geometry import (
    SIZE,
    Outline,
    Warp,
    ellipse,
    rectangle,
    refined,
    rounded,
    symmetric,
    warped,
)
from orders.demo.pictures.ornaments import ornament

_TINTS = (
    "#dfe6ee", "#ead9cf", "#d7e5dc", "#e9e0c9", "#dcd6ea", "#cfe1e6", "#ecd6d8", "#d9dde0",
    "#e3e7d0", "#d3dcee", "#efdcc3", "#d5e8e6",
)  # fmt: skip
_ACCENTS = (
    ("#e4572e", "#f3a712", "#29335c", "#a8c686"),
    ("#264653", "#2a9d8f", "#e9c46a", "#f4a261"),
    ("#355070", "#b56576", "#eaac8b", "#6d597a"),
    ("#1d3557", "#e63946", "#a8dadc", "#457b9d"),
    ("#3d405b", "#e07a5f", "#81b29a", "#f2cc8f"),
    ("#5f0f40", "#fb8b24", "#9a031e", "#e36414"),
    ("#22577a", "#38a3a5", "#86c9a4", "#d3ecd4"),
    ("#7b2d26", "#d7c9aa", "#0b7a75", "#f0f3f5"),
    ("#41337a", "#c84c7a", "#8fbfd0", "#8467b0"),
    ("#283618", "#dda15e", "#606c38", "#fefae0"),
)


@dataclass(frozen=True)
class Look:
    """A product's appearance; everything but `colour` is the same for all of its colours."""

    key: str
    colour: Colour
    ornament: str = "plain"
    style: int = 0

    def rng(self, purpose: str) -> Random:
        """Chance that falls the same way every time for this product and purpose."""
        return Random(f"{self.key}/{purpose}")  # noqa: S311 - no secret

    @property
    def accents(self) -> tuple[Colour, ...]:
        """The product's own four colours, the strongest first."""
        chosen = self.rng("accents").choice(_ACCENTS)
        return tuple(colour_of(code) for code in chosen)

    @property
    def prints(self) -> tuple[Colour, ...]:
        """Four colours that can be read on the product's colour."""
        light = brightness(self.colour)
        found = []
        for accent in self.accents:
            if abs(brightness(accent) - light) < 0.22:
                accent = mix(accent, WHITE if light < 0.5 else BLACK, 0.5)
            found.append(accent)
        return tuple(found)

    @property
    def weave(self) -> tuple[Colour, ...]:
        """Two accents among shades of the product's colour, for what is patterned all over."""
        return (*self.prints[:2], darker(self.colour, 0.22), lighter(self.colour, 0.3))

    @property
    def shades(self) -> tuple[Colour, ...]:
        """The product's colour alone, from dark to light."""
        colour = self.colour
        return (
            darker(colour, 0.45),
            lighter(colour, 0.5),
            lighter(colour, 0.25),
            darker(colour, 0.2),
        )


def backdrop(look: Look) -> Canvas:
    """A quiet wall with one large form, different for each product."""
    rng = look.rng("backdrop")
    tint = colour_of(rng.choice(_TINTS))
    canvas = Canvas(Gradient.lit(tint, 0.5, 0.1))
    pale, deep = lighter(tint, 0.5), darker(tint, 0.08)
    forms: tuple[tuple[Outline, Colour], ...] = (
        (ellipse(400, 400, 310), pale),
        (rounded(130, 90, 670, 900, 270), pale),
        ([(0, 620), (800, 250), (800, 800), (0, 800)], deep),
        (symmetric("M 400 40 L 60 400 L 400 760"), pale),
        (ellipse(560, 280, 250), pale),
        (rounded(90, 90, 710, 710, 60), pale),
        (rectangle(0, 0, 330, SIZE), deep),
    )
    outline, colour = rng.choice(forms)
    canvas.paint(shape(outline), colour, 0.75)
    return canvas


def table(canvas: Canvas, look: Look, top: float = 610) -> None:
    """A surface for things that stand."""
    tint = mix(colour_of(look.rng("table").choice(_TINTS)), (150, 120, 100), 0.25)
    area = shape(rectangle(0, top, SIZE, SIZE))
    canvas.paint(area, Gradient.down(darker(tint, 0.06), lighter(tint, 0.35)))
    edge = shape(rectangle(0, top - 4, SIZE, top + 6)).soft(6)
    canvas.paint(edge, BLACK, 0.10)


def decorate(
    canvas: Canvas,
    look: Look,
    area: Shape,
    warp: Warp,
    colours: tuple[Colour, ...],
    opacity: float = 1.0,
) -> None:
    """The product's ornament, laid by `warp` and cut to the area."""
    for outline, tone in ornament(look.ornament, look.rng("ornament")):
        figure = shape(warped(refined(outline), warp))
        canvas.paint(figure & area, colours[tone], opacity)
