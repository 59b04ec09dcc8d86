"""What the staff chat reads each day of the day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction

from catalog.models import ProductVariant
from orders import reports
from orders.figures.fresh import keep_fresh
from orders.reports import ProductSales, Totals
from shop import outbox
from shop.models import StoreSettings
from shop.periods import Period
from shop.services.say_once import not_said_today, store_today

EVENT = "day_summary"
_TOP = 5


@dataclass(frozen=True)
class DaySummary:
    day: date
    currency: str
    totals: Totals
    before: Totals  # of the same weekday a week earlier
    top: list[ProductSales]
    low: int
    sold_out: int


def told_at() -> time | None:
    """When the staff want to read it, by the store's clock; None: never."""
    return StoreSettings.current().summary_at


@transaction.atomic
def tell_yesterday() -> bool:
    """Publish yesterday's summary; False when it has been today."""
    yesterday = store_today() - timedelta(days=1)
    if not not_said_today(EVENT, [yesterday.isoformat()]):
        return False
    outbox.publish(EVENT, {"day": yesterday.isoformat()})
    return True


def summary_of(day: date) -> DaySummary:
    """The figures of `day`, and the stock of now."""
    keep_fresh()
    week_before = day - timedelta(days=7)
    days = reports.read_days(week_before, day)
    threshold = StoreSettings.current().low_stock_threshold
    sold = ProductVariant.objects.filter(is_active=True, product__is_active=True)
    return DaySummary(
        day=day,
        currency=days.currency,
        totals=days.of([day]),
        before=days.of([week_before]),
        top=reports.top_products(Period(day, day), days.currency, most=_TOP),
        low=sold.filter(stock_quantity__gt=0, stock_quantity__lte=threshold).count(),
        sold_out=sold.filter(stock_quantity=0).count(),
    )
