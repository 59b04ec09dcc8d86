"""Which days are to be counted again.

New orders are found by their id (also those written with times of the past), changed ones by
`updated_at`, looking a little further back for transactions that committed late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from orders.models import DayFigure, FiguresState, Order
from shop.models import Customer

_DAY = timedelta(days=1)
_LATE_COMMITS = timedelta(minutes=2)
_PEOPLE_EVERY = timedelta(minutes=1)
_ORDERS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Stale:
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


def stale_days(state: FiguresState, now: datetime) -> Stale:
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
    left = pending_days(state)
    return Stale(
        left.sales | sales,
        left.people | people,
        left.weights | {row["day"]: row["count"] for row in found},
        max((row["newest"] for row in found), default=last_order_id),
    )


def pending_days(state: FiguresState) -> Stale:
    """What an earlier step left."""
    sales, people = (
        frozenset(date.fromisoformat(day) for day in state.pending.get(name, ()))
        for name in ("sales", "people")
    )
    weight = _ORDERS_AT_ONCE // 5  # not known any more
    return Stale(sales, people, dict.fromkeys(sales, weight), state.last_order_id)


def _first_day() -> date | None:
    first: datetime | None = Customer.objects.aggregate(first=Min("created_at"))["first"]
    return first.astimezone(timezone.get_default_timezone()).date() if first else None


def _days_from(first: date, last: date) -> set[date]:
    return {first + place * _DAY for place in range((last - first).days + 1)}
