"""Product pictures drawn by the store itself: no files from elsewhere, no fonts, no text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orders.demo.catalogue.model import Picture
from orders.demo.pictures import (
    books,
    carried,
    gadgets,
    house,
    lamps,
    plants,
    screens,
    shoes,
    watches,
    wear,
)
from orders.demo.pictures.canvas import Canvas, colour_of
from orders.demo.pictures.look import Look, backdrop

_KINDS: dict[str, Callable[[Canvas, Look], None]] = {
    "tshirt": wear.tshirt,
    "hoodie": wear.hoodie,
    "jeans": wear.jeans,
    "sneaker": shoes.sneaker,
    "backpack": carried.backpack,
    "cap": carried.cap,
    "beanie": carried.beanie,
    "tote": carried.tote,
    "phone": screens.phone,
    "tablet": screens.tablet,
    "laptop": screens.laptop,
    "watch": watches.watch,
    "headphones": gadgets.headphones,
    "earbuds": gadgets.earbuds,
    "speaker": gadgets.speaker,
    "book": books.book,
    "mug": house.mug,
    "teapot": house.teapot,
    "lamp": lamps.lamp,
    "plant": plants.plant,
    "cushion": house.cushion,
    "throw": house.throw,
}


@dataclass(frozen=True)
class Order:
    """A picture to be drawn: `key` makes it different from others of its kind."""

    key: str
    picture: Picture
    colour: str


def draw(order: Order) -> bytes:
    """The picture as a JPEG of 800 × 800 pixels; the same order gives the same bytes."""
    look = Look(order.key, colour_of(order.colour), order.picture.ornament, order.picture.style)
    canvas = backdrop(look)
    _KINDS[order.picture.kind](canvas, look)
    return canvas.jpeg()
