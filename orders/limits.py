"""What the shop owner asks of every order: that the store takes orders, how much, how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings

from catalog.models import ProductVariant
from shop.errors import ErrorCode, StoreError
from shop.models import StoreSettings

Wanted = Iterable[tuple[ProductVariant, int]]


def check_open() -> None:
    """Raises StoreError(STORE_CLOSED) in holiday mode: `texts` by language, `opens_on` a day."""
    store = StoreSettings.current()
    if store.refuses_orders():
        texts = {code: store.text_of("closed_text", code) for code in settings.STORE_LANGUAGES}
        raise StoreError(ErrorCode.STORE_CLOSED, texts=texts, opens_on=store.closed_until)


def check_total(total: Decimal) -> None:
    """Raises StoreError(ORDER_TOO_SMALL), with how much is `missing` to the `least`."""
    store = StoreSettings.current()
    if total < store.least_order:
        raise StoreError(
            ErrorCode.ORDER_TOO_SMALL,
            least=store.least_order,
            total=total,
            missing=store.least_order - total,
            currency=store.currency,
        )


def check_pieces(wanted: Wanted, *, in_cart: int = 0) -> None:
    """Raises StoreError(TOO_MANY_PIECES) when a product is wanted more often than may be.

    All variants of a product count together. `problems` name each such product; `in_cart` is what
    the customer has of it already, where only one is asked about.
    """
    most = StoreSettings.current().most_pieces
    if not most:
        return
    pieces: Counter[int] = Counter()
    for variant, quantity in wanted:
        pieces[variant.product_id] += quantity
    problems = [
        {"product_id": product_id, "requested": count}
        for product_id, count in pieces.items()
        if count > most
    ]
    if problems:
        raise StoreError(ErrorCode.TOO_MANY_PIECES, most=most, in_cart=in_cart, problems=problems)


def check_all(wanted: Iterable[tuple[ProductVariant, int]], total: Decimal) -> None:
    """All of the above, in the order in which a customer can do something about it."""
    check_open()
    check_pieces(wanted)
    check_total(total)
