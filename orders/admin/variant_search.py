"""Finding what to add to an order by SKU or by the name of the product."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q, QuerySet

from catalog.cards import variant_names
from catalog.models import ProductVariant
from shop.admin.base import money, staff_language

_MOST = 20


@dataclass(frozen=True)
class Found:
    """A variant as the picker shows it."""

    id: int
    sku: str
    title: str
    price: str
    stock: int
    picture: str


def find_variants(text: str) -> list[dict[str, Any]]:
    """Up to twenty variants in stock that `text` may mean, by SKU first."""
    text = text.strip()
    if len(text) < 2:
        return []
    words = Q()
    for word in text.casefold().split():
        words &= Q(product__search_text__contains=word)
    in_stock = ProductVariant.objects.filter(stock_quantity__gt=0)
    found = list(in_stock.filter(sku__istartswith=text).order_by("sku")[:_MOST])
    if len(found) < _MOST:
        known = [variant.pk for variant in found]
        named = in_stock.filter(words).exclude(pk__in=known).order_by("product_id", "pk")
        found += named[: _MOST - len(found)]
    variants = ProductVariant.objects.filter(pk__in=[variant.pk for variant in found])
    described = {each.id: each for each in describe(variants)}
    return [asdict(described[variant.pk]) for variant in found]


def describe(variants: QuerySet[ProductVariant]) -> list[Found]:
    """The variants in the language of the page, in four queries."""
    language = staff_language()
    listed = list(variants.select_related("product").prefetch_related("chosen", "product__images"))
    names = variant_names((variant.pk for variant in listed), [language])
    found = []
    for variant in listed:
        options = names[variant.pk][language]
        name = variant.product.text_of("name", language)
        title = f"{name} ({options})" if options else name
        values = {choice.option_value_id for choice in variant.chosen.all()}
        images = list(variant.product.images.all())
        own = (image for image in images if image.option_value_id in values)
        image = next(own, images[0] if images else None)
        found.append(
            Found(
                id=variant.pk,
                sku=variant.sku,
                title=title,
                price=money(variant.price),
                stock=variant.stock_quantity,
                picture=image.image.url if image else "",
            )
        )
    return found
