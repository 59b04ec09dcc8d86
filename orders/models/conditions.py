"""Which customers fit a set of conditions, as one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.models import Category
from orders.models.bought import BoughtCategory
from shop.models import Customer

LONGEST = 36_500  # days


@dataclass(frozen=True)
class Conditions:
    """All of these at once; what is None or empty asks nothing.

    `category` counts with all inside it, `tags` (ids) are any of them, days are counted back from
    now, `blocked` is a value of `Segment.Blocked`.
    """

    category: Category | None = None
    spent_from: Decimal | None = None
    spent_to: Decimal | None = None
    orders_from: int | None = None
    orders_to: int | None = None
    ordered_within: int | None = None
    not_ordered_for: int | None = None
    tags: frozenset[int] = frozenset()
    language: str = ""
    blocked: str = "any"


def customers_matching(asked: Conditions) -> QuerySet[Customer]:
    """Each once, in no order; a million orders are not looked at for it."""
    found: QuerySet[Customer] = Customer.objects.all()
    if asked.language:
        found = Customer.objects.speaking(asked.language)
    limits = {
        "spent__gte": asked.spent_from,
        "spent__lte": asked.spent_to,
        "orders_count__gte": asked.orders_from,
        "orders_count__lte": asked.orders_to,
        "last_order_at__gte": _days_ago(asked.ordered_within),
        "last_order_at__lt": _days_ago(asked.not_ordered_for),
        "blocked_at__isnull": {"no": True, "yes": False}.get(asked.blocked),
    }
    found = found.filter(**{name: limit for name, limit in limits.items() if limit is not None})
    if asked.category is not None:
        bought = BoughtCategory.objects.filter(
            customer=OuterRef("pk"), category__in=asked.category.subtree_ids()
        )
        found = found.filter(Exists(bought))
    if asked.tags:
        tagged = Customer.tags.through.objects.filter(customer=OuterRef("pk"), tag__in=asked.tags)
        found = found.filter(Exists(tagged))
    return found


def _days_ago(days: int | None) -> datetime | None:
    return None if days is None else timezone.now() - timedelta(days=min(days, LONGEST))
