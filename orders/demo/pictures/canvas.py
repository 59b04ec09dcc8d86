"""A surface for soft drawing: drawn twice as large as needed, painted through masks, then reduced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from orders.demo.pictures.geometry import SIZE, Outline, dashes

Colour = tuple[int, int, int]
_SCALE = 2
_PIXELS = SIZE * _SCALE
_QUALITY = 90

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (12, 14, 20)


def colour_of(code: str) -> Colour:
    """`#c03a2b` as numbers."""
    red, green, blue = ImageColor.getrgb(code)[:3]
    return red, green, blue


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` with a `share` (0–1) of `second` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    return mix(colour, WHITE, share)


def darker(colour: Colour, share: float) -> Colour:
    return mix(colour, BLACK, share)


def brightness(colour: Colour) -> float:
    """How light a colour looks, 0–1."""
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@dataclass(frozen=True)
class Shape:
    """A mask with its place on the surface, in pixels."""

    mask: Image.Image
    left: int
    top: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.left + self.mask.width, self.top + self.mask.height

    def __and__(self, other: Shape) -> Shape:
        """Where both are."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.box[2], other.box[2]), min(self.box[3], other.box[3])
        box = (left, top, max(right, left + 1), max(bottom, top + 1))
        return Shape(ImageChops.multiply(self._within(box), other._within(box)), left, top)

    def __sub__(self, other: Shape) -> Shape:
        """Where this is and the other is not."""
        hole = ImageChops.invert(other._within(self.box))
        return Shape(ImageChops.multiply(self.mask, hole), self.left, self.top)

    def __or__(self, other: Shape) -> Shape:
        """Where either is."""
        box = (
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.box[2], other.box[2]),
            max(self.box[3], other.box[3]),
        )
        both = ImageChops.lighter(self._within(box), other._within(box))
        return Shape(both, box[0], box[1])

    def moved(self, x: float, y: float) -> Shape:
        return Shape(self.mask, self.left + round(x * _SCALE), self.top + round(y * _SCALE))

    def soft(self, radius: float) -> Shape:
        """The shape with blurred edges; worked out at a quarter of the size, which nobody sees."""
        shrink = 4 if radius >= 4 else 1
        pad = int(radius * _SCALE * 2.5 / shrink + 2) * shrink
        wide = -(-(self.mask.width + 2 * pad) // shrink) * shrink
        high = -(-(self.mask.height + 2 * pad) // shrink) * shrink
        framed = Image.new("L", (wide, high))
        framed.paste(self.mask, (pad, pad))
        blurred = framed.reduce(shrink).filter(ImageFilter.GaussianBlur(radius * _SCALE / shrink))
        grown = blurred.resize((wide, high), Image.Resampling.BILINEAR)
        return Shape(grown, self.left - pad, self.top - pad)

    def _within(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The mask as it lies inside `box`."""
        if self.box == box:
            return self.mask
        framed = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        framed.paste(self.mask, (self.left - box[0], self.top - box[1]))
        return framed


def shape(*outlines: Outline) -> Shape:
    """The area inside the outlines."""
    return _drawn(outlines, None)


def stroke(*lines: Outline, width: float, closed: bool = False) -> Shape:
    """Lines with round joints and ends."""
    return _drawn([[*line, line[0]] if closed else line for line in lines], width)


def _drawn(outlines: Sequence[Outline], width: float | None) -> Shape:
    margin = 2 + (width or 0)
    xs = [x for outline in outlines for x, _y in outline]
    ys = [y for outline in outlines for _x, y in outline]
    left, top = int((min(xs) - margin) * _SCALE), int((min(ys) - margin) * _SCALE)
    size = (
        int((max(xs) + margin) * _SCALE) - left + 1,
        int((max(ys) + margin) * _SCALE) - top + 1,
    )
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for outline in outlines:
        pixels = [(x * _SCALE - left, y * _SCALE - top) for x, y in outline]
        if width is None:
            draw.polygon(pixels, fill=255)
        else:
            thick = width * _SCALE
            draw.line(pixels, fill=255, width=max(1, round(thick)), joint="curve")
            for x, y in (pixels[0], pixels[-1]):
                draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    return Shape(mask, left, top)


@dataclass(frozen=True)
class Gradient:
    """Four corner colours and what lies between them."""

    top_left: Colour
    top_right: Colour
    bottom_left: Colour
    bottom_right: Colour

    @classmethod
    def down(cls, top: Colour, bottom: Colour) -> Gradient:
        return cls(top, top, bottom, bottom)

    @classmethod
    def across(cls, left: Colour, right: Colour) -> Gradient:
        return cls(left, right, left, right)

    @classmethod
    def lit(cls, colour: Colour, light: float = 0.16, shade: float = 0.2) -> Gradient:
        """A colour under a light from the upper left."""
        middle = mix(lighter(colour, light), darker(colour, shade), 0.45)
        return cls(lighter(colour, light), middle, middle, darker(colour, shade))

    def spread(self, size: tuple[int, int]) -> Image.Image:
        corners = Image.new("RGB", (2, 2))
        corners.putdata([self.top_left, self.top_right, self.bottom_left, self.bottom_right])
        return corners.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))


Paint = Colour | Gradient


class Canvas:
    """The surface of one picture."""

    def __init__(self, background: Gradient) -> None:
        self._image = background.spread((_PIXELS, _PIXELS))

    def paint(self, area: Shape, paint: Paint, opacity: float = 1.0) -> None:
        """Cover the area with a colour or a gradient that spans it."""
        inked = area.mask.getbbox()
        if inked is None:  # and what is not inked is not worth the time
            return
        mask = area.mask.crop(inked)
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        whole = area.mask.size
        fill = paint.spread(whole).crop(inked) if isinstance(paint, Gradient) else paint
        place = (area.left + inked[0], area.top + inked[1])
        self._image.paste(fill, (*place, place[0] + mask.width, place[1] + mask.height), mask)

    def glow(self, area: Shape, colour: Colour, radius: float, opacity: float) -> None:
        self.paint(area.soft(radius), colour, opacity)

    def shadow(
        self, area: Shape, x: float = 10, y: float = 18, radius: float = 18, opacity: float = 0.3
    ) -> None:
        """What the area throws onto the ground behind it: near and dark, far and faint."""
        self.glow(area.moved(x * 0.3, y * 0.3), BLACK, radius * 0.35, opacity * 0.5)
        self.glow(area.moved(x, y), BLACK, radius, opacity)

    def model(self, area: Shape, depth: float = 22, light: float = 0.3, shade: float = 0.3) -> None:
        """Give the area body: light along its upper left edge, shade along the lower right."""
        inside = area.soft(depth)
        offset = depth * 0.45
        self.paint(area - inside.moved(offset, offset), WHITE, light)
        self.paint(area - inside.moved(-offset, -offset), BLACK, shade)

    def fold(
        self, area: Shape, line: Outline, width: float = 14, soft: float = 8, opacity: float = 0.25
    ) -> None:
        """A soft crease within the area, with a light ridge beside it."""
        crease = stroke(line, width=width).soft(soft)
        self.paint(area & crease, BLACK, opacity)
        self.paint(area & crease.moved(-width, -width * 0.4), WHITE, opacity * 0.5)

    def stitch(self, line: Outline, colour: Colour, width: float = 2, opacity: float = 0.7) -> None:
        """A dashed seam along the line."""
        self.paint(stroke(*dashes(line), width=width), colour, opacity)

    def jpeg(self) -> bytes:
        """The finished picture, at its real size."""
        file = BytesIO()
        self._image.reduce(_SCALE).save(
            file, "JPEG", quality=_QUALITY, optimize=True, progressive=True
        )
        return file.getvalue()
