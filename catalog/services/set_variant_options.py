"""Say which option values a variant is made of."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.cache import catalogue_changed
from catalog.models import OptionType, OptionValue, ProductVariant, VariantOption
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional


def combination_key(value_ids: Iterable[int]) -> str:
    """What `ProductVariant.combination` holds for these option values."""
    return "-".join(str(pk) for pk in sorted(value_ids))


@transactional
def set_variant_options(*, variant: ProductVariant, values: Iterable[OptionValue]) -> None:
    """Make `variant` the combination of `values`: one for each option of its product.

    Raises StoreError(INVALID_OPTIONS) when an option is missing, given twice, or another
    product's, and IntegrityError when a sibling is that combination already.
    """
    chosen = list(values)
    expected = set(
        OptionType.objects.filter(product=variant.product_id).values_list("pk", flat=True)
    )
    given = [value.option_type_id for value in chosen]
    if len(given) != len(set(given)) or set(given) != expected:
        raise StoreError(ErrorCode.INVALID_OPTIONS, sku=variant.sku)
    variant.combination = combination_key(value.pk for value in chosen)
    variant.save(update_fields=["combination"])
    VariantOption.objects.filter(variant=variant).delete()
    VariantOption.objects.bulk_create(
        VariantOption(variant=variant, option_type_id=value.option_type_id, option_value=value)
        for value in chosen
    )
    catalogue_changed(variant.product_id)
