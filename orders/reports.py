"""What the store's figures come to in a period: read from the figures of days, few and small.

Shared by the admin's front page and the API's statistics: `stats`, `read_days`, `top_products`;
call `orders.figures.fresh.keep_fresh()` first (`stats` does). Cancelled orders count only in
`Totals.cancelled` and in `by_status`; amounts are of one currency, people are of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from catalog.models import Product
from orders.figures.best import TOP_KEPT, best_products
from orders.figures.fresh import keep_fresh
from orders.models import DayFigure, Order
from orders.people_seen import CARTED, NEW, OPENED, ORDERED
from orders.state import OrderStatus
from shop.models import StoreSettings
from shop.periods import LENGTHS, Period, start_of

Kind = DayFigure.Kind

_ZERO = Decimal(0)
_CENT = Decimal("0.01")
_REMEMBERED = 60  # seconds


@dataclass(frozen=True)
class Totals:
    """A period in numbers. `customers` are those first seen in it; `opened`, `carted` and
    `ordered` count a person once a day."""

    orders: int = 0
    revenue: Decimal = _ZERO
    cancelled: int = 0
    customers: int = 0
    opened: int = 0
    carted: int = 0
    ordered: int = 0

    @property
    def average(self) -> Decimal | None:
        """The revenue of an order, to the cent; None without orders."""
        if not self.orders:
            return None
        return (self.revenue / self.orders).quantize(_CENT, rounding=ROUND_HALF_UP)

    @property
    def conversion(self) -> Decimal | None:
        """Of those who opened the shop, the part that ordered: from 0 to 1."""
        return Decimal(self.ordered) / self.opened if self.opened else None

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.orders + other.orders,
            self.revenue + other.revenue,
            self.cancelled + other.cancelled,
            self.customers + other.customers,
            self.opened + other.opened,
            self.carted + other.carted,
            self.ordered + other.ordered,
        )


@dataclass(frozen=True)
class Days:
    """The figures of each day of a stretch of time, in one currency."""

    currency: str
    totals: dict[date, Totals]
    statuses: dict[date, dict[str, int]]
    currencies: Sequence[str]  # all in which there were orders

    def of(self, days: Iterable[date]) -> Totals:
        nothing = Totals()
        return sum((self.totals.get(day, nothing) for day in days), nothing)

    def by_status(self, days: Iterable[date]) -> dict[str, int]:
        """Orders of every status, cancelled ones too, in the order of their way."""
        found = dict.fromkeys(OrderStatus.values, 0)
        for day in days:
            for status, number in self.statuses.get(day, {}).items():
                found[status] += number
        return found


@dataclass(frozen=True)
class ProductSales:
    product: Product
    pieces: int
    revenue: Decimal


@dataclass(frozen=True)
class Stats:
    period: Period
    currency: str
    totals: Totals
    before: Totals  # of the period before; see `compared`
    by_status: dict[str, int]
    by_day: dict[date, Totals]
    top_products: list[ProductSales]


def stats(period: Period, currency: str = "") -> Stats:
    """The figures of a period next to those of the one before, in the store's currency by default."""
    freshness = keep_fresh()
    now = timezone.now()
    days = read_days(period.before.first, period.last, currency)
    return Stats(
        period=period,
        currency=days.currency,
        totals=days.of(period),
        before=compared(days, [period], now)[0],
        by_status=days.by_status(period),
        by_day={day: days.totals.get(day, Totals()) for day in period},
        top_products=top_products(period, days.currency, kept=freshness.is_large),
    )


def read_days(first: date, last: date, currency: str = "") -> Days:
    """The figures of the days from `first` to `last`; in the store's currency by default."""
    currency = currency or StoreSettings.current().currency
    rows = DayFigure.objects.filter(
        kind__in=(Kind.ORDERS, Kind.PEOPLE), day__range=(first, last)
    ).values_list("kind", "day", "key", "currency", "number", "amount")
    numbers: defaultdict[date, dict[str, int]] = defaultdict(dict)
    statuses: defaultdict[date, dict[str, int]] = defaultdict(dict)
    revenue: defaultdict[date, Decimal] = defaultdict(Decimal)
    currencies = set()
    for kind, day, key, of_currency, number, amount in rows:
        if kind == Kind.PEOPLE:
            numbers[day][key] = number
            continue
        currencies.add(of_currency)
        if of_currency == currency:
            statuses[day][key] = number
            revenue[day] += _ZERO if key == OrderStatus.CANCELLED else amount
    totals = {
        day: Totals(
            orders=sum(statuses[day].values()) - statuses[day].get(OrderStatus.CANCELLED, 0),
            revenue=revenue[day],
            cancelled=statuses[day].get(OrderStatus.CANCELLED, 0),
            customers=numbers[day].get(NEW, 0),
            opened=numbers[day].get(OPENED, 0),
            carted=numbers[day].get(CARTED, 0),
            ordered=numbers[day].get(ORDERED, 0),
        )
        for day in {*numbers, *statuses}
    }
    return Days(currency, totals, dict(statuses), sorted(currencies))


def compared(days: Days, periods: Sequence[Period], now: datetime) -> list[Totals]:
    """What each period is compared with: the one before it, as far as it had come by this time.

    While a period is still running, the last day of the one before counts only up to the same
    time of day: otherwise every morning would look like a collapse. That goes for orders and
    revenue; people are counted by whole days.
    """
    today = now.astimezone(timezone.get_default_timezone()).date()
    passed = now - start_of(today)
    running = {period.before.last for period in periods if period.last == today}
    parts = _parts_of_days(running, passed, days.currency)
    found = []
    for period in periods:
        before = period.before
        if before.last not in running or period.last != today:
            found.append(days.of(before))
            continue
        whole = days.of([before.last])
        part = parts.get(before.last, Totals())
        rest = days.of(day for day in before if day != before.last)
        found.append(
            rest
            + Totals(
                part.orders, part.revenue, part.cancelled, whole.customers, whole.opened,
                whole.carted, whole.ordered,
            )
        )  # fmt: skip
    return found


def _parts_of_days(days: set[date], passed: timedelta, currency: str) -> dict[date, Totals]:
    """Orders and revenue of the beginning of each day."""
    if not days:
        return {}
    span = Q()
    for day in days:
        span |= Q(created_at__gte=start_of(day), created_at__lt=start_of(day) + passed)
    counted = ~Q(status=OrderStatus.CANCELLED)
    rows = (
        Order.objects.filter(span, currency=currency)
        .order_by()
        .values_list(TruncDate("created_at", tzinfo=timezone.get_default_timezone()))
        .annotate(
            orders=Count("pk", filter=counted),
            sum=Sum("total_amount", filter=counted),
            every=Count("pk"),
        )
    )
    return {
        day: Totals(orders, amount or _ZERO, every - orders) for day, orders, amount, every in rows
    }


def top_products(
    period: Period, currency: str, *, most: int = TOP_KEPT, kept: bool = False
) -> list[ProductSales]:
    """The products that brought most, of orders that were not cancelled.

    `kept`: take the list that a large store keeps for the usual periods.
    """
    best: list[tuple[str, int, Decimal]] = []
    if kept and period.name in LENGTHS:
        prefix = f"{period.name}:"
        rows = DayFigure.objects.filter(
            kind=Kind.TOP, day=period.last, currency=currency, key__startswith=prefix
        ).order_by("-amount", "-number", "key")
        best = [(row.key.removeprefix(prefix), row.number, row.amount) for row in rows[:most]]
    if not best:
        best = _best_products(period, currency, most, remember=kept)
    products = Product.objects.in_bulk([int(key) for key, _pieces, _revenue in best])
    return [
        ProductSales(products[int(key)], pieces, revenue)
        for key, pieces, revenue in best
        if int(key) in products
    ]


def _best_products(
    period: Period, currency: str, most: int, *, remember: bool
) -> list[tuple[str, int, Decimal]]:
    """Added up; in a large store that takes a while, and is remembered for a minute."""
    name = f"orders.best_products.{period.first}.{period.last}.{currency}.{most}"
    best: list[tuple[str, int, Decimal]] | None = cache.get(name) if remember else None
    if best is None:
        found = best_products(period, currency)[:most]
        best = [(row["key"], row["pieces"], row["revenue"]) for row in found]
        if remember:
            cache.set(name, best, _REMEMBERED)
    return best
