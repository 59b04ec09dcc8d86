"""What customers bring from the month of their first order on: lifetime value by cohort.

Read from the figures of days; call `orders.figures.fresh.keep_fresh()` first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from orders.models import DayFigure
from shop.periods import Period

Kind = DayFigure.Kind

_ZERO = Decimal(0)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Cohort:
    """Customers whose first order was in `month` (its first day), and what they brought since."""

    month: date
    customers: int
    orders: int
    revenue: Decimal
    # Revenue per customer by the end of each month since, the first month first.
    lifetime: list[Decimal] = field(default_factory=list)

    @property
    def value(self) -> Decimal:
        return self.lifetime[-1] if self.lifetime else _ZERO


def cohorts(currency: str, last: date, *, months: int = 12) -> list[Cohort]:
    """The last so many months of first orders up to `last`, the newest first."""
    rows = (
        DayFigure.objects.filter(
            kind__in=(Kind.COHORT, Kind.NEWCOMERS), currency=currency, day__lte=last,
            key__gte=Period.month(last, 1 - months).first.strftime("%Y-%m"),
        )
        .order_by()
        .values_list("key", "kind", TruncMonth("day"))
        .annotate(numbers=Sum("number"), amounts=Sum("amount"))
    )  # fmt: skip
    customers: defaultdict[str, int] = defaultdict(int)
    orders: defaultdict[str, int] = defaultdict(int)
    revenue: defaultdict[str, dict[date, Decimal]] = defaultdict(dict)
    for key, kind, month, number, amount in rows:
        if kind == Kind.NEWCOMERS:
            customers[key] += number
        else:
            orders[key] += number
            revenue[key][month] = amount
    return [
        Cohort(
            month=_month(key),
            customers=customers[key],
            orders=orders[key],
            revenue=sum(revenue[key].values(), _ZERO),
            lifetime=_lifetime(_month(key), last, revenue[key], customers[key]),
        )
        for key in sorted(customers, reverse=True)
    ]


def _lifetime(
    month: date, last: date, revenue: dict[date, Decimal], customers: int
) -> list[Decimal]:
    found, so_far = [], _ZERO
    while month <= last:
        so_far += revenue.get(month, _ZERO)
        found.append((so_far / customers).quantize(_CENT, rounding=ROUND_HALF_UP))
        month = Period.month(month, 1).first
    return found


def _month(key: str) -> date:
    return date(int(key[:4]), int(key[5:]), 1)
