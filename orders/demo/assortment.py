"""What the demo's customers buy: variants with the words an order keeps of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from catalog.cards import variant_names
from catalog.models import Product, ProductVariant
from catalog.services.adjust_stock import lock_variants
from orders.demo.gallery import FOLDER
from orders.models import OrderItem
from shop.translations import main_language

_WINDOW = 1_000
_CHEAP = 3_000


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """A variant on sale; `lines` are an order line's texts by the customer's language."""

    variant_id: int
    sku: str
    price: Decimal
    stock: int
    lines: dict[str, tuple[str, str, dict[str, Any]]]


def demo_products() -> QuerySet[Product]:
    """The products of the demo store: those that show its pictures."""
    return Product.objects.filter(images__image__startswith=FOLDER).distinct()


class Assortment:
    """Up to 1,000 products of the demo store, some of which are bought more than others."""

    def __init__(self, offers: Sequence[Offer], rng: Random) -> None:
        self.offers = offers
        self.stock = {offer.variant_id: offer.stock for offer in offers}
        self._rng = rng
        self._weights = list(accumulate(rng.paretovariate(1.3) for _ in offers))

    @classmethod
    def chosen(cls, rng: Random) -> Assortment:
        """A part of the catalogue that fits into memory, its variants locked."""
        products = demo_products().filter(is_active=True).order_by("pk")
        first, last = products.first(), products.last()
        if first is None or last is None:
            raise LookupError("The demo store has nothing on sale that its customers could order.")
        start = rng.randint(first.pk, max(first.pk, last.pk - _WINDOW))
        chosen = products.filter(pk__gte=start)[:_WINDOW].values_list("pk", flat=True)
        variants = lock_variants(
            ProductVariant.objects.filter(
                product__in=list(chosen), is_active=True, is_digital=False
            ).values_list("pk", flat=True)
        )
        names = variant_names(variants, settings.STORE_LANGUAGES)
        return cls([_offer(variant, names[pk]) for pk, variant in variants.items()], rng)

    def basket(self, *, keep_scarce: bool) -> dict[Offer, int]:
        """A few offers with quantities; with `keep_scarce` only of what there is plenty."""
        lines = self._rng.choices((1, 2, 3, 4), (62, 25, 10, 3))[0]
        picked = self._rng.choices(self.offers, cum_weights=self._weights, k=lines * 2)
        wanted = [offer for offer in picked if offer.stock > 7 or not keep_scarce]
        return {offer: self._quantity(offer) for offer in (wanted or picked)[:lines]}

    def _quantity(self, offer: Offer) -> int:
        return self._rng.choices((1, 2, 3), (80, 15, 5))[0] if offer.price < _CHEAP else 1


def _offer(variant: ProductVariant, names: dict[str, str]) -> Offer:
    return Offer(
        variant.pk,
        variant.sku,
        variant.price,
        variant.stock_quantity,
        {code: _line(variant, names, code) for code in settings.STORE_LANGUAGES},
    )


def _line(
    variant: ProductVariant, names: dict[str, str], language: str
) -> tuple[str, str, dict[str, Any]]:
    """Product, variant and translations as `place_order` writes them for a reader of `language`."""
    item = OrderItem()
    for code in {main_language(), language}:
        item.set_text("product_name", code, variant.product.text_of("name", code))
        item.set_text("variant_name", code, names[code])
    return item.product_name, item.variant_name, item.translations
