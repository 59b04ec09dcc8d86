"""Bring the demo store to a wanted size, and leave alone what is there already."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max, Q

from catalog.cache import catalogue_changed
from catalog.models import ProductVariant
from orders.customer_figures import recount_all
from orders.demo.assortment import demo_products
from orders.demo.catalogue import SHELVES, every_item
from orders.demo.catalogue.model import Item
from orders.demo.gallery import make_pictures, picture_names
from orders.demo.generated import SKU_PREFIX, generated, number_of
from orders.demo.history import BATCH, write_history
from orders.demo.people import FIRST_ID, LAST_ID
from orders.demo.rhythm import opening
from orders.demo.shelves import Entry, write_categories, write_products
from orders.figures.fresh import refresh
from orders.models import Order
from shop.audit import unrecorded
from shop.models import Customer

ORDERS = 400
_CUSTOMERS = 120
_CUSTOMERS_PER_ORDER = 0.3
_PRODUCTS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Size:
    """Numbers of a demo store."""

    products: int
    orders: int
    customers: int

    def exceeds(self, other: Size) -> bool:
        """Whether this has more of anything."""
        return (
            self.products > other.products
            or self.orders > other.orders
            or self.customers > other.customers
        )


def present() -> Size:
    """What there is now of the demo: its products, its invented customers and their orders."""
    people = Customer.objects.filter(pk__range=(FIRST_ID, LAST_ID))
    newest: int | None = people.aggregate(newest=Max("pk"))["newest"]
    return Size(
        products=demo_products().count(),
        orders=Order.objects.filter(customer__in=people).count(),
        customers=newest - FIRST_ID + 1 if newest else 0,
    )


def wanted(found: Size, *, products: int | None, orders: int | None, customers: int | None) -> Size:
    """The size asked for: what is not named stays as found, or has its usual size in a new store."""
    usual = found if found.products else Size(len(every_item()), ORDERS, _CUSTOMERS)
    if orders is not None and orders > found.orders:
        people = max(_CUSTOMERS, round(orders * _CUSTOMERS_PER_ORDER))
        usual = replace(usual, customers=max(found.customers, people))
    return Size(
        products=usual.products if products is None else products,
        orders=usual.orders if orders is None else orders,
        customers=usual.customers if customers is None else customers,
    )


def seed(size: Size, *, now: datetime, tell: Callable[[str], object]) -> Size:
    """Add what the store lacks of `size`; how much was added.

    A store of the usual size comes in one transaction; a large one in batches, and a second
    run goes on where the first was stopped.
    """
    found = present()
    items = every_item()[: size.products]
    drawn = make_pictures(item for _shelf, _place, item in items)
    tell(f"Pictures: {drawn} drawn, the others were there.")
    small = size.products <= _PRODUCTS_AT_ONCE and size.orders <= BATCH
    with transaction.atomic() if small else nullcontext(), _no_collecting(), unrecorded():
        _fill_shelves(size.products, now, tell)
        write_history(
            orders=max(0, size.orders - found.orders),
            known=found.customers,
            customers=max(size.customers, found.customers),
            now=now,
            tell=tell,
        )
        catalogue_changed()
    _count_up(tell)
    reached = present()
    return Size(
        reached.products - found.products,
        reached.orders - found.orders,
        reached.customers - found.customers,
    )


def _count_up(tell: Callable[[str], object]) -> None:
    """Let the database know its new size, and count what the admin's front page shows."""
    _analyze()
    refresh()
    recount_all()
    _analyze()
    tell("Figures: counted.")


def _analyze() -> None:
    with connection.cursor() as cursor:
        # PostgreSQL's own vacuum may hold a table just now: that one counts it as well.
        cursor.execute("ANALYZE (SKIP_LOCKED)" if connection.vendor == "postgresql" else "ANALYZE")


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Without garbage collection: millions of rows pass by, none in a cycle, each looked at."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _fill_shelves(count: int, now: datetime, tell: Callable[[str], object]) -> None:
    if count <= demo_products().count():
        return
    category_ids = write_categories()
    write_products(list(_written_by_hand(count, category_ids)), opening(now))
    more = _invented(count - demo_products().count(), category_ids)
    batches = iter(lambda: list(islice(more, _PRODUCTS_AT_ONCE)), [])
    for number, batch in enumerate(batches):
        write_products(batch, opening(now))
        tell(f"Products: {demo_products().count()}")
        if number == 0:
            _analyze()  # or plans made for empty tables let each batch take longer than the last


def _written_by_hand(count: int, category_ids: dict[str, int]) -> Iterator[Entry]:
    """The first `count` of the hand-written products, without those that are there."""
    first_ones = {_first_item(index) for index in range(len(SHELVES))}
    for shelf, place, item in every_item()[:count]:
        own = Q(sku=item.sku) | Q(sku__startswith=f"{item.sku}-")
        if not ProductVariant.objects.filter(own).exists():
            plenty = item.sku in first_ones
            yield Entry(item, category_ids[shelf.slug], place, picture_names(item), plenty)


def _first_item(top: int) -> str:
    """The SKU of what one finds first in a top-level category."""
    return SHELVES[top].shelves[0].items[0].sku


def _invented(count: int, category_ids: dict[str, int]) -> Iterator[Entry]:
    """So many more products, numbered on from those that are there."""
    newest: str | None = ProductVariant.objects.filter(sku__startswith=f"{SKU_PREFIX}-").aggregate(
        newest=Max("sku")
    )["newest"]
    start = number_of(newest) + 1 if newest else 0
    for shelf, pattern, item in generated(start, start + count):
        names = _pictures_of(item, pattern)
        yield Entry(item, category_ids[shelf.slug], 1_000 + start, names)
        start += 1


def _pictures_of(item: Item, pattern: Item) -> dict[str, str]:
    """The pattern's pictures in the colours that the product comes in."""
    names = picture_names(pattern)
    codes = {choice.code for option in item.options for choice in option.choices}
    return {code: name for code, name in names.items() if code in codes} or dict(
        islice(names.items(), 1)
    )
