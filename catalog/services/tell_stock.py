"""Others learn of every change of stock, if anybody wants to, and of a product that runs low."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.models import ProductVariant, StockMovement
from shop import outbox
from shop.models import StoreSettings
from shop.services.say_once import not_said_today

LOW = "stock_low"


def tell_stock(movements: Sequence[StockMovement], variants: Mapping[int, ProductVariant]) -> None:
    """Publish what the movements mean; call in their transaction, after they were written.

    `stock_changed` for each movement, and `stock_low` for a product of which a variant went down
    to the store's threshold, or to nothing: once a day, however many of its variants do.
    """
    if outbox.is_wanted("stock_changed"):
        outbox.publish_all(
            "stock_changed", [_change(move, variants[move.variant_id]) for move in movements]
        )
    _tell_low(movements, variants)


def _tell_low(movements: Sequence[StockMovement], variants: Mapping[int, ProductVariant]) -> None:
    falling = [move for move in movements if move.quantity < 0]
    if not falling or not outbox.is_wanted(LOW):
        return
    threshold = StoreSettings.current().low_stock_threshold
    low: dict[str, ProductVariant] = {}
    for move in falling:
        before = move.stock_after - move.quantity
        variant = variants[move.variant_id]
        crosses = move.stock_after <= threshold < before or move.stock_after == 0
        if crosses and variant.is_active:
            low.setdefault(str(variant.product_id), variant)
    new = not_said_today(LOW, low) if low else set()
    outbox.publish_all(
        LOW,
        [
            {
                "product_id": variant.product_id,
                "variant_id": variant.pk,
                "sku": variant.sku,
                "stock_quantity": variant.stock_quantity,
                "threshold": threshold,
            }
            for product, variant in sorted(low.items())
            if product in new
        ],
    )


def _change(move: StockMovement, variant: ProductVariant) -> dict[str, object]:
    return {
        "variant_id": variant.pk,
        "product_id": variant.product_id,
        "sku": variant.sku,
        "quantity": move.quantity,
        "stock_quantity": move.stock_after,
        "reason": move.reason,
        "reference": move.reference,
    }
