"""A product with everything that belongs to it, replaced or changed at once or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from catalog.cache import catalogue_changed
from catalog.models import Product
from catalog.services.drafts import Gone, ProductDraft
from catalog.services.save_variants import save_variants

_FACTS = ("name", "description", "category", "is_active", "sort_order", "translations")
_FOLLOWING = ("search_text", "updated_at")


@dataclass(frozen=True)
class Saved:
    product: Product
    gone: Gone


@transaction.atomic  # a savepoint when a caller has a transaction: it refuses half-way
def save_product(
    *, product: Product | None, draft: ProductDraft, replace: bool, actor: str
) -> Saved:
    """The product, new when `product` is None or was never saved, as `draft` has it.

    With `replace` the variants and options that `draft` does not name go (a variant that was
    ever ordered goes off sale instead); without it they stay. A stock that is named is reached
    by a movement. Raises StoreError: NOT_FOUND for a variant of another product, SKU_TAKEN,
    STOCK_NEGATIVE, INVALID_OPTIONS (with `problems`) when an option has no value, or two
    variants are the same.
    """
    product = product or Product()
    is_new = product.pk is None
    facts = [name for name in _FACTS if name in draft.facts]
    for name in facts:
        setattr(product, name, draft.facts[name])
    # The facts alone: what another wrote meanwhile stays.
    product.save(update_fields=None if is_new else [*facts, *_FOLLOWING])
    gone = Gone()
    if draft.options is not None or draft.variants is not None:
        gone = save_variants(product=product, draft=draft, replace=replace or is_new, actor=actor)
    catalogue_changed(product.pk)
    return Saved(product, gone)
