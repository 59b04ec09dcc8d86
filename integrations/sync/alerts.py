"""Stock that has become low and prices that have changed: gathered while counting, told at the end."""

from __future__ import annotations

from typing import Any

from integrations.models import MarketplaceProduct, ProductDay, SellerNotice, SyncRun
from integrations.sync.notices import tell
from integrations.sync.work import Work

_NAMED = 20  # so many products are named, the others counted


def look(work: Work, product: MarketplaceProduct, day: ProductDay) -> None:
    """Note what has come about between the last reading of `product` and that of `day`.

    A first reading says nothing: there was no stock to fall and no price to change.
    """
    few = work.account.seller.low_stock_at
    if product.day is not None and day.stock is not None and product.stock > few >= day.stock:
        _note(work, "low", [product.pk, str(product), day.stock])
    before = product.price
    if before is not None and day.price is not None and before != day.price:
        _note(work, "prices", [product.pk, str(product), str(before), str(day.price)])


def tell_what_was_found(run: SyncRun) -> None:
    """One notice of each kind for the whole account, once a day."""
    for name, kind in (
        ("low", SellerNotice.Kind.LOW_STOCK),
        ("prices", SellerNotice.Kind.PRICE_CHANGED),
    ):
        found = run.cursor.get(name)
        if found:
            tell(run.account, kind, {"products": found["named"], "count": found["count"]})


def _note(work: Work, name: str, line: list[Any]) -> None:
    found = work.place.setdefault(name, {"count": 0, "named": []})
    found["count"] += 1
    if len(found["named"]) < _NAMED:
        found["named"].append(line)
