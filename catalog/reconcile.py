"""That every variant's stock is the sum of its movements."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Sum

from catalog.models import ProductVariant, StockMovement
from shop.reconciliation import Window

_WINDOW = 2_000


class Stock:
    name: ClassVar[str] = "variants"

    def look(self, after: int) -> Window:
        """One snapshot of a window of variants; a sale between the two reads is looked at again."""
        stock = _stock(after)
        if not stock:
            return Window(None, 0, [])
        last = max(stock)
        wrong = _wrong(stock, after, last)
        if wrong:
            # Something may have moved between the statements: only what stays wrong is.
            stock |= _stock(after, wrong)
            wrong &= _wrong(stock, after, last)
        moved = _moved(after, last)
        lines = [
            f"{stock[pk][0]}: in stock {stock[pk][1]}, movements say {moved.get(pk, 0)}"
            for pk in sorted(wrong)
        ]
        return Window(last, len(stock), lines)


def _stock(after: int, only: set[int] | None = None) -> dict[int, tuple[str, int]]:
    variants = ProductVariant.objects.filter(pk__gt=after).order_by("pk")
    if only is not None:
        variants = variants.filter(pk__in=only)
    rows = variants.values_list("pk", "sku", "stock_quantity")[:_WINDOW]
    return {pk: (sku, quantity) for pk, sku, quantity in rows}


def _moved(after: int, last: int) -> dict[int, int]:
    movements = StockMovement.objects.filter(variant__gt=after, variant__lte=last).order_by()
    return dict(movements.values_list("variant").annotate(total=Sum("quantity")))


def _wrong(stock: dict[int, tuple[str, int]], after: int, last: int) -> set[int]:
    moved = _moved(after, last)
    return {pk for pk, (_sku, quantity) in stock.items() if quantity != moved.get(pk, 0)}
