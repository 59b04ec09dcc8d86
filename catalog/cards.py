"""A product as a buyer looks at it: the texts from the cache, prices and stock always fresh."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from catalog.cache import cached_card, keep_card
from catalog.models import (
    OptionType,
    OptionValue,
    Product,
    ProductImage,
    ProductVariant,
    VariantOption,
)
from catalog.tree import is_shown
from shop.json_rows import JsonRows, exact_json, instances


@dataclass(frozen=True)
class Offer:
    """A variant as it is offered now; `values` are the ids of its option values."""

    variant: ProductVariant
    values: frozenset[int]

    @property
    def in_stock(self) -> bool:
        return self.variant.stock_quantity > 0


@dataclass(frozen=True)
class Choice:
    """What a buyer chooses, and between which values; in display order."""

    option: OptionType
    values: Sequence[OptionValue]


@dataclass(frozen=True)
class Card:
    """A published product with everything on offer; options and values in display order."""

    product: Product
    images: Sequence[ProductImage]
    choices: Sequence[Choice]
    offers: Sequence[Offer]

    @property
    def values(self) -> dict[int, OptionValue]:
        return {value.pk: value for choice in self.choices for value in choice.values}

    def having(self, chosen: Iterable[int]) -> list[Offer]:
        """The offers that have all of the `chosen` option values."""
        wanted = frozenset(chosen)
        return [offer for offer in self.offers if wanted <= offer.values]

    def offer(self, variant_id: int) -> Offer | None:
        return next((offer for offer in self.offers if offer.variant.pk == variant_id), None)

    def image(self, chosen: Iterable[int] = ()) -> ProductImage | None:
        """The picture of one of the `chosen` values, else the product's first."""
        wanted = set(chosen)
        own = (image for image in self.images if image.option_value_id in wanted)
        return next(own, self.images[0] if self.images else None)

    def variant_name(self, offer: Offer, language: str) -> str:
        """The values of the offer in the order of their options: `Red, M`."""
        return ", ".join(
            value.text_of("value", language)
            for pk, value in self.values.items()
            if pk in offer.values
        )


@dataclass(frozen=True)
class _Texts:
    product: Product
    images: list[ProductImage]
    choices: list[Choice]
    values: dict[int, frozenset[int]]


def product_card(product_id: int) -> Card | None:
    """The card of a published product in a category that is shown, or None: one query.

    Another one when the tree is not cached.
    """
    texts = cached_card(product_id)
    variants = _variants(product_id) if texts else []
    if texts is None or any(variant.pk not in texts.values for variant in variants):
        texts, variants = _read(product_id)
        keep_card(product_id, texts)
    if texts is None or not variants or not is_shown(texts.product.category_id):
        return None
    offers = [Offer(variant, texts.values[variant.pk]) for variant in variants]
    return Card(texts.product, texts.images, texts.choices, offers)


def _variants(product_id: int) -> list[ProductVariant]:
    """What is on offer of a product, if it is published."""
    offered = ProductVariant.objects.filter(
        product=product_id, is_active=True, product__is_active=True
    )
    return list(offered.order_by("sort_order", "pk"))


def _read(product_id: int) -> tuple[_Texts | None, list[ProductVariant]]:
    """All there is to a product and, if it is published, what is on offer of it."""
    this = OuterRef("pk")
    product = (
        Product.objects.filter(pk=product_id)
        .annotate(
            json_images=JsonRows(ProductImage.objects.filter(product=this)),
            json_options=JsonRows(OptionType.objects.filter(product=this)),
            json_values=JsonRows(OptionValue.objects.filter(option_type__product=this)),
            json_variants=JsonRows(ProductVariant.objects.filter(product=this)),
            json_chosen=JsonRows(VariantOption.objects.filter(variant__product=this)),
        )
        .first()
    )
    if product is None:
        return None, []
    values: dict[int, list[OptionValue]] = {}
    for value in instances(OptionValue, product.json_values):
        values.setdefault(value.option_type_id, []).append(value)
    variants = instances(ProductVariant, product.json_variants)
    chosen: dict[int, set[int]] = {variant.pk: set() for variant in variants}
    for link in instances(VariantOption, product.json_chosen):
        chosen[link.variant_id].add(link.option_value_id)
    texts = _Texts(
        product,
        instances(ProductImage, product.json_images),
        [
            Choice(option, values.get(option.pk, []))
            for option in instances(OptionType, product.json_options)
        ],
        {pk: frozenset(ids) for pk, ids in chosen.items()},
    )
    return texts, [variant for variant in variants if variant.is_active and product.is_active]


@dataclass(frozen=True)
class ShelfLine:
    """A product in a list: its price range and how much of it there is."""

    product: Product
    price_from: Decimal
    price_to: Decimal
    stock: int


def shelf(category_id: int, *, start: int, size: int) -> list[ShelfLine]:
    """`size` published products that lie directly in a category, in display order: one query."""
    offers = ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
    products = Product.objects.filter(Exists(offers), category=category_id, is_active=True)
    return shelf_lines(products, start=start, size=size)


def shelf_lines(products: QuerySet[Product], *, start: int = 0, size: int) -> list[ShelfLine]:
    """A page of `products` in display order, of those on offer, with prices and stock: one query.

    The page is cut first: nobody counts what is not shown.
    """
    page = products.order_by("sort_order", "pk").values("pk")[start : start + size]
    offers = ProductVariant.objects.filter(product=OuterRef("pk"), is_active=True)
    figures = JSONObject(low=Min("price"), high=Max("price"), stock=Sum("stock_quantity"))
    summed = offers.order_by().values("product").annotate(figures=figures).values("figures")
    listed = Product.objects.filter(pk__in=page).order_by("sort_order", "pk")
    return [
        ShelfLine(product, Decimal(found["low"]), Decimal(found["high"]), found["stock"])
        for product in listed.annotate(figures=Subquery(summed, output_field=exact_json()))
        if (found := product.figures)
    ]


def variant_names(
    variant_ids: Iterable[int], languages: Iterable[str]
) -> dict[int, dict[str, str]]:
    """For each variant its name in each language (`{5: {"en": "Red, M"}}`), by one query."""
    wanted = list(languages)
    parts: dict[int, list[OptionValue]] = {pk: [] for pk in variant_ids}
    chosen = (
        VariantOption.objects.filter(variant__in=parts)
        .select_related("option_value")
        .order_by("option_type__sort_order", "option_type_id")
    )
    for link in chosen:
        parts[link.variant_id].append(link.option_value)
    return {
        pk: {code: ", ".join(value.text_of("value", code) for value in values) for code in wanted}
        for pk, values in parts.items()
    }
