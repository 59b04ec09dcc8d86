"""What was sold most in a period."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum

from orders.models import DayFigure, Order
from shop.periods import LENGTHS, Period

Kind = DayFigure.Kind

TOP_KEPT = 10


def best_products(period: Period, currency: str) -> Any:
    """`key` (the product's id), `pieces` and `revenue` of what was sold, the best first."""
    return (
        DayFigure.objects.filter(
            kind=Kind.PRODUCT, day__range=(period.first, period.last), currency=currency
        )
        .order_by()
        .values("key")
        .annotate(pieces=Sum("number"), revenue=Sum("amount"))
        .order_by("-revenue", "-pieces", "key")
    )


def keep_best_products() -> None:
    """The best of each usual period, which to add up takes long in a large store."""
    today = Period.named("today").last
    rows = [
        DayFigure(
            day=today,
            kind=Kind.TOP,
            key=f"{name}:{row['key']}",
            currency=currency,
            number=row["pieces"],
            amount=row["revenue"],
        )
        for currency in Order.objects.order_by().values_list("currency", flat=True).distinct()
        for name in LENGTHS
        for row in best_products(Period.named(name), currency)[:TOP_KEPT]
    ]
    with transaction.atomic():
        DayFigure.objects.filter(kind=Kind.TOP).delete()
        DayFigure.objects.bulk_create(rows)
