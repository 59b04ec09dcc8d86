"""Price, stock and state of one variant: what a row would change."""

from __future__ import annotations

from catalog.files import columns
from catalog.files.goods import Goods
from catalog.files.problems import Wrong
from catalog.models import ProductVariant

FIELDS = {
    columns.PRICE: "price",
    columns.PRICE_BEFORE: "price_before",
    columns.VARIANT_ACTIVE: "is_active",
    columns.DIGITAL: "is_digital",
}


def plan_variant(one: Goods) -> None:
    """Compare the row with its variant. Marks a new row that lacks what a variant needs."""
    variant = one.variant
    if variant is None and columns.PRICE not in one.values:
        one.wrong(columns.PRICE, Wrong.EMPTY)
        return
    price = one.values.get(columns.PRICE, variant.price if variant else None)
    before = one.values.get(columns.PRICE_BEFORE, variant.price_before if variant else None)
    if price is not None and before is not None and before <= price:
        column = columns.PRICE_BEFORE if columns.PRICE_BEFORE in one.values else columns.PRICE
        one.wrong(column, Wrong.BEFORE_NOT_ABOVE, before=str(before), price=str(price))
        return
    stock = one.values.get(columns.STOCK)
    is_digital = one.values.get(columns.DIGITAL, variant.is_digital if variant else False)
    if variant is None:
        one.moved = 0 if is_digital else stock or 0
        return
    for column, name in FIELDS.items():
        if column in one.values and one.values[column] != getattr(variant, name):
            one.change(column, getattr(variant, name), one.values[column])
    if is_digital:
        # What is in stock of it are its codes: goods of before are no longer sold.
        one.moved = 0 if variant.is_digital else -variant.stock_quantity
        return
    if stock is not None and stock != variant.stock_quantity:
        one.change(columns.STOCK, variant.stock_quantity, stock)
        one.moved = stock - variant.stock_quantity


def set_fields(variant: ProductVariant, one: Goods) -> dict[str, tuple[object, object]]:
    """Put the row's values on the variant; by field, what stood there and what stands now."""
    changed: dict[str, tuple[object, object]] = {}
    for column, name in FIELDS.items():
        if column not in one.values:
            continue
        old, new = getattr(variant, name), one.values[column]
        if old != new:
            setattr(variant, name, new)
            changed[name] = (old, new)
    return changed
