"""The hand-written part of the demo store."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from orders.demo.catalogue.books import BOOKS
from orders.demo.catalogue.clothing import CLOTHING
from orders.demo.catalogue.electronics import ELECTRONICS
from orders.demo.catalogue.home import HOME
from orders.demo.catalogue.model import Item, Shelf

SHELVES: tuple[Shelf, ...] = (CLOTHING, ELECTRONICS, BOOKS, HOME)


def leaf_shelves() -> Iterator[Shelf]:
    """The categories that hold products, in display order."""
    for top in SHELVES:
        yield from top.shelves


def every_item() -> list[tuple[Shelf, int, Item]]:
    """Every product with its shelf and its place there: the first of each shelf, then the second…

    The first so many of them are a smaller store with something on as many shelves as possible.
    """
    ranks = zip_longest(
        *(
            [(shelf, place, item) for place, item in enumerate(shelf.items)]
            for shelf in leaf_shelves()
        )
    )
    return [entry for rank in ranks for entry in rank if entry is not None]
