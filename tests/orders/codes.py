"""Promo codes for tests."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalog.models import ProductVariant
from orders.lines import Line
from orders.models import Order, PromoCode
from orders.services.place_order import place_order
from shop.models import Customer
from tests.factories import JOHN


def make_code(code: str = "SUMMER", value: str | None = "10", **facts: Any) -> PromoCode:
    """Ten percent off, as often as one likes, unless `facts` say otherwise."""
    facts = {"kind": "percent", "customer_limit": None, **facts}
    return PromoCode.objects.create(code=code, value=Decimal(value) if value else None, **facts)


def buy(
    customer: Customer, wanted: Mapping[ProductVariant, int], *codes: str, **options: Any
) -> Order:
    """An order of so many of each variant, with these codes."""
    return place_order(
        customer=customer,
        lines=[Line(variant.pk, quantity) for variant, quantity in wanted.items()],
        contact=JOHN,
        comment="",
        source="test",
        promo_codes=codes,
        **options,
    )
