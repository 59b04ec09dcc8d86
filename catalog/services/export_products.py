"""The catalogue as rows of a file, one per variant, such that an import brings the same back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from catalog.files import columns
from catalog.files.categories import Shelves
from catalog.files.pictures import address_of
from catalog.files.resource import GoodsResource
from catalog.models import (
    OptionType,
    OptionValue,
    PictureDownload,
    Product,
    ProductImage,
    ProductVariant,
    VariantOption,
)
from shop.translations import main_language

_AT_ONCE = 300
_MOST_OPTION_COLUMNS = 150


def export_columns(products: QuerySet[Product]) -> list[str]:
    """The heading: the fixed columns, those of further languages, one for each option's name."""
    translated = list(columns.translated_columns())
    names = (
        OptionType.objects.filter(product__in=products.order_by())
        .order_by("name")
        .values_list("name", flat=True)
        .distinct()[:_MOST_OPTION_COLUMNS]
    )
    codes = [column.rpartition("_")[2] for column in translated if column.startswith(columns.NAME)]
    options = [
        column
        for name in names
        for column in (
            f"{columns.OPTION}{name}",
            *(f"{columns.OPTION}{name}_{code}" for code in codes),
        )
    ]
    return [
        columns.SKU,
        columns.NAME,
        *(column for column in translated if column.startswith(columns.NAME)),
        columns.CATEGORY,
        *options,
        columns.PRICE,
        columns.PRICE_BEFORE,
        columns.STOCK,
        columns.ACTIVE,
        columns.VARIANT_ACTIVE,
        columns.DIGITAL,
        columns.PICTURES,
        columns.DESCRIPTION,
        *(column for column in translated if column.startswith(columns.DESCRIPTION)),
    ]


def export_rows(products: QuerySet[Product], names: Sequence[str]) -> Iterator[list[Any]]:
    """The cells of each variant of `products`, by products as they were made. Holds a slice."""
    resource = GoodsResource(names)
    shelves = Shelves()
    last = 0
    ordered = products.order_by("pk")
    while found := list(ordered.filter(pk__gt=last)[:_AT_ONCE]):
        last = found[-1].pk
        slice_ = _Slice(found)
        for product in found:
            common = slice_.common(product, shelves)
            for variant in slice_.variants[product.pk]:
                yield resource.write({**common, **slice_.own(variant)})


class _Slice:
    """What belongs to some products, read by one query a table."""

    def __init__(self, products: Sequence[Product]) -> None:
        ids = [product.pk for product in products]
        self.variants: defaultdict[int, list[ProductVariant]] = defaultdict(list)
        for variant in ProductVariant.objects.filter(product__in=ids).order_by("sort_order", "pk"):
            self.variants[variant.product_id].append(variant)
        self.chosen: defaultdict[int, list[tuple[str, OptionValue]]] = defaultdict(list)
        links = VariantOption.objects.filter(variant__product__in=ids).select_related(
            "option_type", "option_value"
        )
        for link in links:
            self.chosen[link.variant_id].append((link.option_type.name, link.option_value))
        self.pictures = _pictures(ids)

    def common(self, product: Product, shelves: Shelves) -> dict[str, Any]:
        """What all variants of the product share."""
        texts = {
            column: product.translations.get(code, {}).get(name, "")
            for column, (name, code) in columns.translated_columns().items()
        }
        return {
            columns.NAME: product.name,
            columns.CATEGORY: shelves.paths[product.category_id],
            columns.DESCRIPTION: product.description,
            columns.ACTIVE: product.is_active,
            columns.PICTURES: " ".join(self.pictures[product.pk]),
            **texts,
        }

    def own(self, variant: ProductVariant) -> dict[str, Any]:
        values: dict[str, Any] = {
            columns.SKU: variant.sku,
            columns.PRICE: variant.price,
            columns.PRICE_BEFORE: variant.price_before,
            columns.STOCK: variant.stock_quantity,
            columns.VARIANT_ACTIVE: variant.is_active,
            columns.DIGITAL: variant.is_digital,
        }
        for name, value in self.chosen[variant.pk]:
            column = f"{columns.OPTION}{name}"
            values[column] = value.value
            for code, texts in value.translations.items():
                if code != main_language():
                    values[f"{column}_{code}"] = texts.get("value", "")
        return values


def _pictures(product_ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """By product, its pictures as files name them: the address they came from, else our own."""
    found: list[tuple[int, int, str]] = []
    for image in ProductImage.objects.filter(product__in=product_ids).select_related("download"):
        download: PictureDownload | None = getattr(image, "download", None)
        source = download.url if download else address_of(image.image.name or "")
        found.append((image.product_id, image.sort_order, source))
    waiting = PictureDownload.objects.filter(
        product__in=product_ids, status=PictureDownload.Status.WAITING
    )
    found += waiting.values_list("product_id", "sort_order", "url")
    pictures: defaultdict[int, list[str]] = defaultdict(list)
    for product, _place, source in sorted(found, key=lambda one: one[:2]):
        pictures[product].append(source)
    return pictures
