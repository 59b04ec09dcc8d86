"""The demo store's picture files, drawn once and found again afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from orders.demo.catalogue.model import Item
from orders.demo.pictures import Order, draw

FOLDER = "products/demo-"
_FEW = 12


def picture_names(item: Item) -> dict[str, str]:
    """The files of a product by colour code, in the order of its colours; "" when it has none."""
    return {code: f"{FOLDER}{_stem(item, code)}.jpg" for code, _colour in _colours(item)}


def make_pictures(items: Iterable[Item]) -> int:
    """Draw what the storage lacks of the items' pictures; how many were drawn."""
    missing = [
        (name, Order(item.sku, item.picture, colour))
        for item in items
        for (_code, colour), name in zip(_colours(item), picture_names(item).values(), strict=True)
        if not _is_whole(name)
    ]
    orders = [order for _name, order in missing]
    for (name, _order), picture in zip(missing, _drawn(orders), strict=True):
        default_storage.delete(name)  # half a file, or nothing
        default_storage.save(name, ContentFile(picture))
    return len(missing)


def _drawn(orders: list[Order]) -> Iterable[bytes]:
    if len(orders) < _FEW or cpu_count() == 1:
        yield from map(draw, orders)
        return
    # Fresh processes: a fork would share this one's database connections.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(draw, orders, chunksize=4)


def _colours(item: Item) -> list[tuple[str, str]]:
    """The colours that a product comes in: code and `#rrggbb`."""
    found = [
        (choice.code, choice.colour)
        for option in item.options
        for choice in option.choices
        if choice.colour
    ]
    return found or [("", item.picture.colour)]


def _stem(item: Item, code: str) -> str:
    return "-".join(part for part in (item.sku, code) if part).lower()


def _is_whole(name: str) -> bool:
    """Whether the file is there and ends as a JPEG does: a killed process may leave half of one."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return bool(file.read().endswith(b"\xff\xd9"))
