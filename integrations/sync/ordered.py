"""What was ordered, counted from the lines: pieces that were not cancelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from integrations.marketplaces.facts import Period
from integrations.models import MarketplaceAccount, OrderLine

_State = OrderLine.State


@dataclass
class Ordered:
    """Pieces of one product."""

    marketplace: int = 0
    own: int = 0
    by_warehouse: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.marketplace + self.own

    def add(self, warehouse_id: int, pieces: int, *, is_own: bool) -> None:
        self.own += pieces if is_own else 0
        self.marketplace += 0 if is_own else pieces
        self.by_warehouse[warehouse_id] = self.by_warehouse.get(warehouse_id, 0) + pieces


def ordered_in(account: MarketplaceAccount, period: Period) -> dict[int, Ordered]:
    """By the number of the product."""
    found: dict[int, Ordered] = {}
    rows = (
        _lines(account, period)
        .exclude(state=_State.CANCELLED)
        .values("number", "warehouse_id", "is_own")
        .annotate(pieces=Sum("quantity"))
    )
    for row in rows:
        one = found.setdefault(row["number"], Ordered())
        one.add(row["warehouse_id"], row["pieces"], is_own=row["is_own"])
    return found


def on_their_way(account: MarketplaceAccount, period: Period) -> dict[int, int]:
    """Pieces on the way to customers, by number."""
    rows = _lines(account, period).filter(state=_State.ON_ITS_WAY)
    return _by_number(rows)


def bought_out(account: MarketplaceAccount, period: Period) -> dict[int, tuple[int, int]]:
    """Pieces that were received, and those of them and of the cancelled together, by number."""
    received = _by_number(_lines(account, period).filter(state=_State.RECEIVED))
    decided = _by_number(
        _lines(account, period).filter(Q(state=_State.RECEIVED) | Q(state=_State.CANCELLED))
    )
    return {number: (received.get(number, 0), pieces) for number, pieces in decided.items()}


def last_prices(account: MarketplaceAccount, period: Period) -> dict[int, Decimal]:
    """The price of the last day on which a product was ordered, by number.

    The highest of the day: members of a club pay less, for the same price.
    """
    place = Window(
        RowNumber(), partition_by=[F("number")], order_by=[F("day").desc(), F("price").desc()]
    )
    rows = (
        _lines(account, period)
        .filter(price__gt=0)
        .annotate(place=place)
        .filter(place=1)
        .values_list("number", "price")
    )
    return {number: price for number, price in rows if price is not None}


def ordered_on(account: MarketplaceAccount, day: date) -> dict[int, Ordered]:
    """Of one day."""
    return ordered_in(account, Period(day, day))


def _lines(account: MarketplaceAccount, period: Period) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(account=account, day__range=(period.start, period.end))


def _by_number(lines: QuerySet[OrderLine]) -> dict[int, int]:
    rows = (
        lines.values_list("number").annotate(pieces=Sum("quantity")).values_list("number", "pieces")
    )
    return dict(rows)
