"""Goods that somebody did something with, as those who count it are told."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import ProductVariant
from shop.models import Customer, StoreSettings
from shop.tracking import is_tracked, track


def track_lines(
    name: str, lines: Sequence[tuple[ProductVariant, int]], *, customer: Customer
) -> None:
    """Tell that `customer` did `name` with so many of each variant, at their prices of now."""
    if not lines or not is_tracked(name, customer):
        return
    told = [
        {
            "product_id": variant.product_id,
            "variant_id": variant.pk,
            "quantity": quantity,
            "price": str(variant.price),
        }
        for variant, quantity in lines
    ]
    track(name, {"lines": told, "currency": StoreSettings.current().currency}, customer=customer)
