"""A look at a product, as those who count it are told."""

from __future__ import annotations

from catalog.cards import Card
from shop.models import Customer, StoreSettings
from shop.tracking import is_tracked, track


def track_view(card: Card, *, customer: Customer) -> None:
    """Tell that `customer` opened the product's card; its price is the lowest on offer."""
    if not is_tracked("product_viewed", customer):
        return
    price = min(offer.variant.price for offer in card.offers)
    line = {"product_id": card.product.pk, "quantity": 1, "price": str(price)}
    told = {"lines": [line], "currency": StoreSettings.current().currency}
    track("product_viewed", told, customer=customer)
