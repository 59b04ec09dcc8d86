"""What is ordered, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.cards import variant_names
from catalog.models import ProductVariant
from orders.models import Order, OrderItem
from shop.translations import main_language

_LONGEST_NAME = 200  # what the column holds; four long option values are more


@dataclass(frozen=True)
class Line:
    """So many of a variant; `price` is what the customer was shown, None if nothing was."""

    variant_id: int
    quantity: int
    price: Decimal | None = None


def snapshot_lines(
    order: Order, lines: Sequence[Line], locked: Mapping[int, ProductVariant]
) -> list[OrderItem]:
    """The lines in the words of the store's main language, and in the customer's."""
    languages = {main_language(), order.language}
    names = variant_names((line.variant_id for line in lines), languages)
    items = []
    for line in lines:
        variant = locked[line.variant_id]
        item = OrderItem(
            order=order,
            variant=variant,
            sku=variant.sku,
            quantity=line.quantity,
            is_digital=variant.is_digital,
            price_at_purchase=variant.price,
        )
        for code in languages:
            item.set_text("product_name", code, variant.product.text_of("name", code))
            item.set_text("variant_name", code, names[variant.pk][code][:_LONGEST_NAME])
        items.append(item)
    return items
