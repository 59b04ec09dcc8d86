"""Catalogue objects as the API gives them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from catalog.cards import Card, Choice
from catalog.models import (
    Category,
    OptionType,
    OptionValue,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from catalog.tree import Node
from shop.api.addresses import absolute
from shop.translations import main_language

JSON = dict[str, Any]


def money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def moment(time: datetime.datetime) -> str:
    return time.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def category(node: Node, language: str) -> JSON:
    """A category of the tree without those below it."""
    return {
        "id": node.pk,
        "name": node.category.text_of("name", language),
        "slug": node.category.slug,
        "parent_id": node.category.parent_id,
        "product_count": node.product_count,
    }


def category_tree(nodes: Iterable[Node], language: str) -> list[JSON]:
    return [
        {**category(node, language), "children": category_tree(node.children, language)}
        for node in nodes
    ]


def card(found: Card, *, currency: str, language: str) -> JSON:
    """A product with its options and variants, as a buyer sees it."""
    variants = [offer.variant for offer in found.offers]
    chosen = {offer.variant.pk: offer.values for offer in found.offers}
    return {
        **_summary(found.product, found.images, variants, currency, language),
        **_choices(found.choices, variants, chosen, language),
    }


def summaries(products: Sequence[Product], *, currency: str, language: str) -> list[JSON]:
    """Products in a list, by two queries for however many; of variants on sale alone."""
    variants: dict[int, list[ProductVariant]] = {product.pk: [] for product in products}
    on_sale = ProductVariant.objects.filter(product__in=variants, is_active=True)
    for variant in on_sale.order_by("sort_order", "pk"):
        variants[variant.product_id].append(variant)
    images: dict[int, list[ProductImage]] = {product.pk: [] for product in products}
    for image in ProductImage.objects.filter(product__in=images).order_by("sort_order", "pk"):
        images[image.product_id].append(image)
    return [
        _summary(product, images[product.pk], variants[product.pk], currency, language)
        for product in products
    ]


def staff_summaries(products: Sequence[Product], *, currency: str) -> list[JSON]:
    listed = summaries(products, currency=currency, language=main_language())
    return [{**row, **_staff_facts(product)} for product, row in zip(products, listed, strict=True)]


def staff_product(product_id: int, *, currency: str) -> JSON | None:
    """Everything about a product, published or not, with the variants that are off sale."""
    values = Prefetch("values", OptionValue.objects.order_by("sort_order", "pk"))
    options = Prefetch("options", OptionType.objects.prefetch_related(values))
    product = (
        Product.objects.filter(pk=product_id).prefetch_related("images", "variants", options)
    ).first()
    if product is None:
        return None
    chosen: dict[int, set[int]] = {variant.pk: set() for variant in product.variants.all()}
    links = VariantOption.objects.filter(variant__product=product_id)
    for variant_id, value_id in links.values_list("variant_id", "option_value_id"):
        chosen[variant_id].add(value_id)
    variants = list(product.variants.all())
    on_sale = [variant for variant in variants if variant.is_active]
    choices = [Choice(option, list(option.values.all())) for option in product.options.all()]
    language = main_language()
    shown = {
        **_summary(product, list(product.images.all()), on_sale, currency, language),
        **_staff_facts(product),
        **_choices(choices, variants, chosen, language),
    }
    for variant, row in zip(variants, shown["variants"], strict=True):
        row["is_active"] = variant.is_active
    return shown


def staff_category(found: Category) -> JSON:
    return {
        "id": found.pk,
        "name": found.name,
        "slug": found.slug,
        "parent_id": found.parent_id,
        "sort_order": found.sort_order,
        "is_active": found.is_active,
        "translations": found.translations,
    }


def movement(found: StockMovement) -> JSON:
    return {
        "id": found.pk,
        "variant_id": found.variant_id,
        "sku": found.variant.sku,
        "quantity": found.quantity,
        "stock_after": found.stock_after,
        "reason": found.reason,
        "actor": found.actor,
        "reference": found.reference,
        "created_at": moment(found.created_at),
    }


def _summary(
    product: Product,
    images: Sequence[ProductImage],
    on_sale: Sequence[ProductVariant],
    currency: str,
    language: str,
) -> JSON:
    prices = [variant.price for variant in on_sale]
    return {
        "id": product.pk,
        "name": product.text_of("name", language),
        "description": product.text_of("description", language),
        "category_id": product.category_id,
        "images": [absolute(image.image.url) for image in images],
        "price_from": money(min(prices, default=None)),
        "price_to": money(max(prices, default=None)),
        "currency": currency,
        "in_stock": any(variant.stock_quantity > 0 for variant in on_sale),
    }


def _staff_facts(product: Product) -> JSON:
    return {
        "is_active": product.is_active,
        "sort_order": product.sort_order,
        "translations": product.translations,
        "created_at": moment(product.created_at),
        "updated_at": moment(product.updated_at),
    }


def _choices(
    choices: Sequence[Choice],
    variants: Sequence[ProductVariant],
    chosen: Any,
    language: str,
) -> JSON:
    """Options and variants, both in their display order; an attribute per option."""
    return {
        "options": [
            {
                "name": choice.option.text_of("name", language),
                "values": [value.text_of("value", language) for value in choice.values],
            }
            for choice in choices
        ],
        "variants": [
            {
                "id": variant.pk,
                "sku": variant.sku,
                "price": money(variant.price),
                "price_before": money(variant.price_before),
                "stock_quantity": variant.stock_quantity,
                "attributes": [
                    {
                        "type": choice.option.text_of("name", language),
                        "value": value.text_of("value", language),
                    }
                    for choice in choices
                    for value in choice.values
                    if value.pk in chosen[variant.pk]
                ],
            }
            for variant in variants
        ],
    }
