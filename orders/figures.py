"""Keeps the figures of days in step with the orders.

Only the days whose orders changed since the last time are counted again, so that reports over
months read a few thousand small rows. New orders are found by their id (also those written with
times of the past), changed ones by `updated_at`, looking a little further back for transactions
that committed late.

In a store of ordinary size a page brings the figures up to date before it reads them
(`keep_fresh`). Where a day holds thousands of orders a worker does it (`orders.refresh_figures`),
and pages show the figures as of a minute ago.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, DateField, F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone
from kombu.exceptions import OperationalError

from orders.models import DayFigure, FiguresState, Order, OrderItem
from orders.people_seen import people_seen, within
from orders.state import OrderStatus
from shop.models import Customer
from shop.periods import LENGTHS, Period

log = structlog.get_logger(__name__)

Kind = DayFigure.Kind
Spans = list[tuple[date, date]]

LARGE = 50_000  # orders
TOP_KEPT = 10
_DAY = timedelta(days=1)
_LATE_COMMITS = timedelta(minutes=2)
_PEOPLE_EVERY = timedelta(minutes=1)
_ASK_EVERY = 20  # seconds
_ORDERS_AT_ONCE = 100_000
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Freshness:
    """Whether a worker keeps the figures, and how far they are."""

    is_large: bool = False
    as_of: datetime | None = None
    is_counting: bool = False


@dataclass(frozen=True)
class _Stale:
    """Days to count again: those whose orders changed, and those where people were seen.

    `weights` tells how many changed orders a day holds.
    """

    sales: frozenset[date]
    people: frozenset[date]
    weights: dict[date, int]
    last_order_id: int

    def __bool__(self) -> bool:
        return bool(self.sales or self.people)

    def split(self) -> tuple[set[date], set[date]]:
        """The newest days, as many as hold a bearable number of orders; and the others."""
        now: set[date] = set()
        weight = 0
        days = sorted(self.sales | self.people, reverse=True)
        for day in days:
            weight += self.weights.get(day, 0)
            if now and weight > _ORDERS_AT_ONCE:
                break
            now.add(day)
        return now, {day for day in days if day not in now}


def keep_fresh() -> Freshness:
    """For pages: bring the figures up to date, or in a large store ask a worker to."""
    now = timezone.now()
    state = _state()
    stale = _stale(state, now)
    if max(stale.last_order_id, state.last_order_id) <= LARGE:
        if stale:  # one step: so many orders are borne at once
            _step(state, stale, now, wait=True)
        return Freshness(as_of=now)
    if stale:
        _ask_worker()
    return Freshness(
        is_large=True,
        as_of=state.followed_until,
        is_counting=state.followed_until is None or bool(state.pending),
    )


def refresh(*, seconds: float | None = None) -> bool:
    """Bring the figures up to date, the newest days first; False when the seconds did not suffice.

    What is left is remembered. Where somebody else is at it already, it is left to them.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    now = timezone.now()
    state = _state()
    stale = _stale(state, now)
    counted = False
    while stale:
        if not _step(state, stale, now, wait=False):
            return True
        counted = True
        state = _state()
        stale = _pending(state)
        if stale and until is not None and time.monotonic() > until:
            return False
    if counted and state.last_order_id > LARGE:
        _keep_top_products()
    return True


def _state() -> FiguresState:
    state = FiguresState.objects.filter(pk=1).first()
    if state is None:
        FiguresState.objects.bulk_create([FiguresState(pk=1)], ignore_conflicts=True)
        state = FiguresState(pk=1)
    return state


@transaction.atomic
def _step(state: FiguresState, stale: _Stale, now: datetime, *, wait: bool) -> bool:
    """Count the newest of the stale days and remember the rest; False if somebody was first."""
    days, left = stale.split()
    mine = FiguresState.objects.filter(pk=1, steps=state.steps)
    if not wait and not mine.select_for_update(skip_locked=True).exists():
        return False
    moved = mine.update(
        time_zone=settings.TIME_ZONE,
        last_order_id=stale.last_order_id,
        followed_until=max(now, state.followed_until or now),
        steps=F("steps") + 1,
        pending={
            name: sorted(day.isoformat() for day in left & found)
            for name, found in (("sales", stale.sales), ("people", stale.people))
            if left & found
        },
    )
    if moved:
        _count_again(days, stale)
    return bool(moved)


def _pending(state: FiguresState) -> _Stale:
    sales, people = (
        frozenset(date.fromisoformat(day) for day in state.pending.get(name, ()))
        for name in ("sales", "people")
    )
    weight = _ORDERS_AT_ONCE // 5  # not known any more
    return _Stale(sales, people, dict.fromkeys(sales, weight), state.last_order_id)


def _stale(state: FiguresState, now: datetime) -> _Stale:
    """The days that changed since `state`, and those it had not come to."""
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    since, last_order_id = state.followed_until, state.last_order_id
    if since is None or state.time_zone != settings.TIME_ZONE:
        since, last_order_id = None, 0
    changed = Q(pk__gt=last_order_id)
    if since:
        changed |= Q(updated_at__gte=since - _LATE_COMMITS)
    found = list(
        Order.objects.filter(changed)
        .order_by()
        .values(day=TruncDate("created_at", tzinfo=zone))
        .annotate(
            newest=Max("pk"), count=Count("pk"), fresh=Count("pk", filter=Q(pk__gt=last_order_id))
        )
    )
    sales = {row["day"] for row in found}
    people = {row["day"] for row in found if row["fresh"]}
    if since is None:
        # Days that went by another time zone are counted anew as well.
        sales.update(DayFigure.objects.order_by().values_list("day", flat=True).distinct())
        people |= sales | _days_from(_first_day() or today, today)
    elif people or now - since > _PEOPLE_EVERY:
        people |= _days_from(since.astimezone(zone).date(), today)
    left = _pending(state)
    return _Stale(
        left.sales | sales,
        left.people | people,
        left.weights | {row["day"]: row["count"] for row in found},
        max((row["newest"] for row in found), default=last_order_id),
    )


def _ask_worker() -> None:
    if not cache.add("orders.figures.asked", 1, _ASK_EVERY):
        return
    try:
        current_app.send_task("orders.refresh_figures", queue="maintenance", retry=False)
    except OperationalError as failure:
        log.warning("figures.broker_away", error=str(failure))


def _first_day() -> date | None:
    first: datetime | None = Customer.objects.aggregate(first=Min("created_at"))["first"]
    return first.astimezone(timezone.get_default_timezone()).date() if first else None


def _days_from(first: date, last: date) -> set[date]:
    return {first + place * _DAY for place in range((last - first).days + 1)}


def _count_again(days: set[date], stale: _Stale) -> None:
    sales, people = stale.sales.intersection(days), stale.people.intersection(days)
    rows: list[DayFigure] = []
    if sales:
        rows += [*_sales(_spans(sales)), *_products(_spans(sales))]
    if people:
        rows += _people(_spans(people))
    DayFigure.objects.filter(
        Q(day__in=sales) & ~Q(kind__in=(Kind.PEOPLE, Kind.TOP))
        | Q(day__in=people, kind=Kind.PEOPLE)
    ).delete()
    DayFigure.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)


def _spans(days: set[date] | frozenset[date]) -> Spans:
    """The days as stretches [first, the day after the last)."""
    found: Spans = []
    for day in sorted(days):
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + _DAY)
        else:
            found.append((day, day + _DAY))
    return found


def _sales(spans: Spans) -> Iterator[DayFigure]:
    """Orders by status; by the month in which their customer first ordered in that currency."""
    zone = timezone.get_default_timezone()
    first = Order.objects.filter(customer=OuterRef("customer"), currency=OuterRef("currency"))
    counted = (
        Order.objects.filter(within("created_at", spans))
        .order_by()
        .annotate(
            day=TruncDate("created_at", tzinfo=zone),
            first=Subquery(first.order_by("created_at").values("created_at")[:1]),
        )
        .annotate(cohort=TruncMonth("first", output_field=DateField(), tzinfo=zone))
        .values_list("day", "currency", "status", "cohort")
        .annotate(
            orders=Count("pk"),
            sum=Sum("total_amount"),
            newcomers=Count("customer", distinct=True, filter=Q(created_at=F("first"))),
        )
    )
    numbers: Counter[tuple[date, str, str, str]] = Counter()
    amounts: defaultdict[tuple[date, str, str, str], Decimal] = defaultdict(Decimal)
    for day, currency, status, cohort, orders, amount, newcomers in counted:
        month = f"{cohort:%Y-%m}"
        by_status = (day, Kind.ORDERS.value, status, currency)
        by_cohort = (day, Kind.COHORT.value, month, currency)
        numbers[by_status] += orders
        amounts[by_status] += amount
        numbers[(day, Kind.NEWCOMERS.value, month, currency)] += newcomers
        if status != OrderStatus.CANCELLED:
            numbers[by_cohort] += orders
            amounts[by_cohort] += amount
    for (day, kind, key, currency), number in numbers.items():
        if number:
            yield DayFigure(
                day=day,
                kind=kind,
                key=key,
                currency=currency,
                number=number,
                amount=amounts[(day, kind, key, currency)],
            )


def _products(spans: Spans) -> Iterator[DayFigure]:
    """Pieces of each product, and what they came to; of orders that were not cancelled."""
    sold = (
        OrderItem.objects.filter(within("order__created_at", spans), variant__isnull=False)
        .exclude(order__status=OrderStatus.CANCELLED)
        .order_by()
        .values_list(
            TruncDate("order__created_at", tzinfo=timezone.get_default_timezone()),
            "order__currency",
            "variant__product_id",
        )
        .annotate(
            pieces=Sum("quantity"),
            sum=Sum(F("price_at_purchase") * F("quantity") - F("discount")),
        )
    )
    for day, currency, product_id, pieces, amount in sold.iterator(_ROWS_AT_ONCE):
        yield DayFigure(
            day=day,
            kind=Kind.PRODUCT,
            key=str(product_id),
            currency=currency,
            number=pieces,
            amount=amount,
        )


def _people(spans: Spans) -> Iterator[DayFigure]:
    for day, counts in people_seen(spans).items():
        for step, number in counts.items():
            if number:
                yield DayFigure(day=day, kind=Kind.PEOPLE, key=step, number=number)


def _keep_top_products() -> None:
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
