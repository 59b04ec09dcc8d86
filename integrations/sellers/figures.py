"""What a seller sold and has, by day: for the charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet, Sum

from integrations.models import ProductDay


@dataclass(frozen=True)
class Day:
    """Of all products together; None is what was not read on that day."""

    date: date
    orders: int | None = None
    stock: int | None = None
    turnover: Decimal | None = None


def by_day(days: QuerySet[ProductDay], *, last: date, length: int) -> Sequence[Day]:
    """The `length` days up to `last`, each there. Turnover is for how many days all the stock lasts
    at the pace of all the products."""
    first = last - timedelta(days=length - 1)
    sums = {
        row["date"]: row
        for row in days.filter(date__range=(first, last))
        .values("date")
        .annotate(orders_=Sum("orders"), stock_=Sum("stock"), pace=Sum("daily_orders"))
    }
    found = []
    for ago in range(length):
        day = first + timedelta(days=ago)
        row = sums.get(day)
        if row is None:
            found.append(Day(day))
            continue
        found.append(Day(day, row["orders_"], row["stock_"], _lasts(row["stock_"], row["pace"])))
    return found


def _lasts(stock: int | None, pace: Decimal | None) -> Decimal | None:
    if stock is None or not pace:
        return None
    return (stock / pace).quantize(Decimal("0.1"))
