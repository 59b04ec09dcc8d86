"""A product made once more, to be changed into another."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from catalog.models import (
    OptionType,
    OptionValue,
    Product,
    ProductImage,
    ProductVariant,
    VariantOption,
)
from catalog.services.save_variants import is_withdrawn
from catalog.services.set_variant_options import combination_key
from catalog.services.suggest_skus import free_skus
from shop.translations import main_language


@transaction.atomic
def copy_product(*, product: Product, names: Mapping[str, str]) -> Product:
    """An unpublished copy with the options, variants, translations and pictures of `product`.

    `names` has its name by language. Its variants have SKUs of their own and no stock; what was
    withdrawn from sale is not copied. Pictures are the same files.
    """
    copy = Product(
        category_id=product.category_id,
        name=names[main_language()],
        description=product.description,
        translations=product.translations,
        sort_order=product.sort_order,
        is_active=False,
    )
    for language in product.translations:
        if copy.translations[language].get("name"):
            copy.set_text("name", language, names[language])
    copy.save()
    values = _copy_options(product, copy)
    _copy_variants(product, copy, values)
    ProductImage.objects.bulk_create(
        ProductImage(
            product=copy,
            image=image.image.name,
            thumbnail=image.thumbnail.name,
            option_value=values[image.option_value_id] if image.option_value_id else None,
            sort_order=image.sort_order,
        )
        for image in product.images.all()
    )
    return copy


def _copy_options(product: Product, copy: Product) -> dict[int, OptionValue]:
    """The values of the copy by the ids of those they were copied from."""
    types, values = {}, {}
    for option in product.options.prefetch_related("values"):
        types[option.pk] = OptionType(
            product=copy,
            name=option.name,
            translations=option.translations,
            sort_order=option.sort_order,
        )
        for value in option.values.all():
            values[value.pk] = OptionValue(
                option_type=types[option.pk],
                value=value.value,
                translations=value.translations,
                sort_order=value.sort_order,
            )
    OptionType.objects.bulk_create(types.values())
    OptionValue.objects.bulk_create(values.values())
    return values


def _copy_variants(product: Product, copy: Product, values: Mapping[int, OptionValue]) -> None:
    there = [
        variant
        for variant in product.variants.prefetch_related("chosen")
        if not is_withdrawn(variant)
    ]
    chosen = [
        [values[choice.option_value_id] for choice in variant.chosen.all()] for variant in there
    ]
    skus = free_skus([variant.sku for variant in there])
    copies = [
        ProductVariant(
            product=copy,
            sku=sku,
            price=variant.price,
            price_before=variant.price_before,
            is_active=variant.is_active,
            combination=combination_key(value.pk for value in picks),
            sort_order=variant.sort_order,
        )
        for variant, sku, picks in zip(there, skus, chosen, strict=True)
    ]
    ProductVariant.objects.bulk_create(copies)
    VariantOption.objects.bulk_create(
        VariantOption(variant=variant, option_type_id=value.option_type_id, option_value=value)
        for variant, picks in zip(copies, chosen, strict=True)
        for value in picks
    )
