"""How many people came to the store on each day, and how far they got.

Whoever meets people (the chat, an app) says so in the registry VISITS: dotted paths of functions
without arguments that return `Visits`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.module_loading import import_string

from orders.models import Cart, Order
from shop.models import Customer
from shop.periods import start_of

NEW = "new"
OPENED = "opened"
CARTED = "carted"
ORDERED = "ordered"
_STEPS = (OPENED, CARTED, ORDERED)


@dataclass(frozen=True)
class Visits:
    """Rows that say that a person was there: when (a field's name), who (another's)."""

    rows: QuerySet[Any]
    when: str
    who: str


def people_seen(spans: list[tuple[date, date]]) -> dict[date, dict[str, int]]:
    """For each day of the spans [from, to): how many were new, opened the shop, had something in
    the cart, ordered. Whoever did the later did the earlier. One query."""
    visits = [import_string(path)() for path in settings.VISITS]
    parts = [
        _seen(Visits(Customer.objects.all(), "created_at", "pk"), spans, step=0, new=1),
        *(_seen(visit, spans, step=0) for visit in visits),
        _seen(Visits(Cart.objects.filter(version__gt=0), "updated_at", "customer_id"), spans, 1),
        _seen(Visits(Order.objects.all(), "created_at", "customer_id"), spans, step=2),
    ]
    sql, params = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    found: defaultdict[date, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seen_on, step, is_new, COUNT(*) FROM ("  # noqa: S608 - our own queries
            "SELECT seen_on, seen_who, MAX(seen_step) AS step, MAX(seen_new) AS is_new "
            f"FROM ({sql}) AS seen GROUP BY seen_on, seen_who"
            ") AS furthest GROUP BY seen_on, step, is_new",
            params,
        )
        for day, reached, is_new, people in cursor.fetchall():
            counts = found[date.fromisoformat(str(day))]
            counts[NEW] += people if is_new else 0
            for step in _STEPS[: reached + 1]:
                counts[step] += people
    return {day: dict(counts) for day, counts in found.items()}


def seen_between(first: date, last: date, step: str) -> Q:
    """That a customer got at least as far as `step` on some day from `first` to `last`."""
    spans = [(first, last + timedelta(days=1))]
    visits = [Visits(Order.objects.all(), "created_at", "customer_id")]
    if step != ORDERED:
        visits.append(Visits(Cart.objects.filter(version__gt=0), "updated_at", "customer_id"))
    if step == OPENED:
        visits += [import_string(path)() for path in settings.VISITS]
    found = within("created_at", spans) if step == OPENED else Q(pk__in=[])
    for visit in visits:
        there = visit.rows.filter(within(visit.when, spans), **{visit.who: OuterRef("pk")})
        found |= Q(Exists(there))
    return found


def within(field: str, spans: list[tuple[date, date]]) -> Q:
    """That the moment in `field` lies in one of the spans of days."""
    found = Q(pk__in=[])
    for first, after in spans:
        found |= Q(**{f"{field}__gte": start_of(first), f"{field}__lt": start_of(after)})
    return found


def _seen(
    visits: Visits, spans: list[tuple[date, date]], step: int, new: int = 0
) -> QuerySet[Any, Any]:
    seen: QuerySet[Any, Any] = (
        visits.rows.filter(within(visits.when, spans))
        .order_by()
        .annotate(
            seen_on=TruncDate(visits.when, tzinfo=timezone.get_default_timezone()),
            seen_who=F(visits.who),
            seen_step=Value(step, output_field=IntegerField()),
            seen_new=Value(new, output_field=IntegerField()),
        )
        .values_list("seen_on", "seen_who", "seen_step", "seen_new")
    )
    return seen
