"""Counting what days come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, DateField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from orders.models import DayFigure, Order, OrderItem
from orders.people_seen import people_seen, within
from orders.state import OrderStatus

Kind = DayFigure.Kind
Spans = list[tuple[date, date]]

_DAY = timedelta(days=1)
_ROWS_AT_ONCE = 5_000


def count_again(sales: Set[date], people: Set[date]) -> None:
    """Replace the figures of what was sold on some days, and of who came on others."""
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


def _spans(days: Set[date]) -> Spans:
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
