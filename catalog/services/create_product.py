"""A product with its options, variants and opening stock, all at once or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from catalog.cache import catalogue_changed
from catalog.models import (
    Category,
    OptionType,
    OptionValue,
    Product,
    ProductVariant,
    StockMovement,
)
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_variant_options import set_variant_options
from shop.errors import ErrorCode, StoreError


@dataclass(frozen=True)
class NewVariant:
    """A variant to be; `options` maps the option's name to the value."""

    sku: str
    price: Decimal
    stock_quantity: int = 0
    price_before: Decimal | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic  # a savepoint when a caller has a transaction: it refuses half-way
def create_product(
    *,
    category: Category,
    name: str,
    variants: Sequence[NewVariant],
    options: Mapping[str, Sequence[str]] | None = None,
    description: str = "",
    is_active: bool = True,
    sort_order: int = 0,
    actor: str = "",
) -> Product:
    """The new product; `options` maps names to values, both in their display order.

    Raises StoreError(INVALID_OPTIONS) when a variant names an option or a value that is not
    among `options`, and IntegrityError for a SKU or a combination that exists already.
    """
    product = Product.objects.create(
        category=category,
        name=name,
        description=description,
        is_active=is_active,
        sort_order=sort_order,
    )
    values = _create_options(product, options or {})
    for position, new in enumerate(variants):
        try:
            chosen = [values[pair] for pair in new.options.items()]
        except KeyError as unknown:
            raise StoreError(ErrorCode.INVALID_OPTIONS, sku=new.sku) from unknown
        variant = ProductVariant.objects.create(
            product=product,
            sku=new.sku,
            price=new.price,
            price_before=new.price_before,
            sort_order=position,
            combination=f"new-{position}",
        )
        set_variant_options(variant=variant, values=chosen)
        adjust_stock(
            variant=variant,
            quantity=new.stock_quantity,
            reason=StockMovement.Reason.INITIAL,
            actor=actor,
        )
    catalogue_changed(product.pk)
    return product


def _create_options(
    product: Product, options: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], OptionValue]:
    values = {}
    for position, (name, choices) in enumerate(options.items()):
        option_type = OptionType.objects.create(product=product, name=name, sort_order=position)
        for place, choice in enumerate(choices):
            values[name, choice] = OptionValue.objects.create(
                option_type=option_type, value=choice, sort_order=place
            )
    return values
