"""All that is known when a run counts: what it has read, and what was ordered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from integrations.marketplaces.facts import Figures, OwnStock, Period, Remains
from integrations.models import MarketplaceProduct, MarketplaceSize, OrderLine, SyncRun
from integrations.sync import parts
from integrations.sync.metrics import bounded, percent, window
from integrations.sync.ordered import (
    Ordered,
    bought_out,
    last_prices,
    on_their_way,
    ordered_in,
    ordered_on,
)
from integrations.sync.work import Work, number_of

_NOTHING = Ordered()


@dataclass(frozen=True)
class Facts:
    """`has_…` say whether the run could read it; what was read and not named there is nothing."""

    figures: dict[str, Figures]
    remains: dict[str, Remains]
    own: dict[str, list[OwnStock]]
    has_remains: bool
    has_own: bool
    has_orders: bool
    tells_states: bool
    in_window: dict[int, Ordered]
    of_today: dict[int, Ordered]
    underway: dict[int, int]
    decided: dict[int, tuple[int, int]]
    prices: dict[int, Decimal]
    keys: dict[int, list[str]]
    places: dict[tuple[str, str], int]

    @classmethod
    def of(cls, work: Work) -> Facts:
        run, account = work.run, work.account
        skipped = work.place.get("skipped", {})
        days = window(work.day)
        with_today = Period(days.start, work.day)
        remains, own = parts.remains(run), parts.own_stocks(run)
        tells_states = work.market.tells_states
        keys: dict[int, list[str]] = defaultdict(list)
        for size in work.sizes:
            keys[size.product_id].append(size.key)
        return cls(
            figures=parts.figures(run),
            remains=remains,
            own=own,
            has_remains="remains" not in skipped,
            has_own="own_stocks" not in skipped,
            has_orders="orders" not in skipped
            or OrderLine.objects.filter(account=account).exists(),
            tells_states=tells_states,
            in_window=ordered_in(account, days),
            of_today=ordered_on(account, work.day),
            underway=on_their_way(account, with_today) if tells_states else {},
            decided=bought_out(account, with_today) if tells_states else {},
            prices=_prices(work, with_today),
            keys=keys,
            places=_places(work, remains, own),
        )

    def ordered(self, number: int) -> Ordered:
        return self.in_window.get(number, _NOTHING)

    def today(self, number: int) -> Ordered:
        return self.of_today.get(number, _NOTHING)

    def stock_marketplace(self, number: int) -> int | None:
        """From the report of the warehouses, else what the funnel says."""
        if self.has_remains:
            found = self.remains.get(str(number))
            return found.total if found else 0
        told = self.figures.get(str(number))
        return told.stock_marketplace if told else None

    def stock_own(self, product: MarketplaceProduct) -> int | None:
        """From the own warehouses, else what the funnel says."""
        if self.has_own:
            return sum(stock.quantity for stock in self._own_of(product))
        told = self.figures.get(str(number_of(product)))
        return told.stock_own if told else None

    def stock_of_size(self, size: MarketplaceSize) -> int | None:
        if not self.has_own:
            return None
        return sum(stock.quantity for stock in self.own.get(size.key, ()))

    def stock_by_warehouse(self, product: MarketplaceProduct) -> dict[int, int]:
        found: dict[int, int] = {}
        told = self.remains.get(str(number_of(product)))
        for name, quantity in told.warehouses.items() if told else ():
            found[self.places["", name]] = quantity
        for stock in self._own_of(product):
            place = self.places[stock.warehouse_id, stock.warehouse]
            found[place] = found.get(place, 0) + stock.quantity
        return found

    def to_client(self, number: int) -> int | None:
        told = self.remains.get(str(number))
        if told is not None and told.to_customers is not None:
            return told.to_customers
        return self.underway.get(number, 0) if self.tells_states and self.has_orders else None

    def from_client(self, number: int) -> int | None:
        told = self.remains.get(str(number))
        return told.from_customers if told else None

    def to_warehouse(self, number: int) -> int | None:
        told = self.remains.get(str(number))
        return told.to_warehouses if told else None

    def cart_conversion(self, number: int) -> Decimal | None:
        told = self.figures.get(str(number))
        return bounded(told.cart_percent) if told else None

    def buyout(self, number: int) -> Decimal | None:
        told = self.figures.get(str(number))
        if told is not None and told.buyout_percent is not None:
            return bounded(told.buyout_percent)
        return percent(*self.decided.get(number, (0, 0)))

    def price(self, product: MarketplaceProduct) -> Decimal | None:
        """The one read now; where none was, the last one known."""
        return self.prices.get(product.pk, product.price)

    def _own_of(self, product: MarketplaceProduct) -> list[OwnStock]:
        keys = dict.fromkeys(self.keys.get(product.pk, ()))
        return [stock for key in keys for stock in self.own.get(key, ())]


def _prices(work: Work, days: Period) -> dict[int, Decimal]:
    """By the key of the product: from its card, else from what it was last ordered for."""
    cards = {int(number): Decimal(price) for number, price in parts.rows(work.run, "prices")}
    if cards or work.run.kind != SyncRun.Kind.FULL:
        by_number = cards
        return {p.pk: by_number[p.external_id] for p in work.products if p.external_id in by_number}
    ordered = last_prices(work.account, days)
    return {p.pk: ordered[number_of(p)] for p in work.products if number_of(p) in ordered}


def _places(
    work: Work, remains: dict[str, Remains], own: dict[str, list[OwnStock]]
) -> dict[tuple[str, str], int]:
    """(number, or nothing, and name) of each warehouse → the key of its row."""
    names = {name for one in remains.values() for name in one.warehouses}
    places = {("", name): work.warehouses.of_marketplace(name) for name in sorted(names)}
    owned = {(one.warehouse_id, one.warehouse) for stocks in own.values() for one in stocks}
    return places | {(key, name): work.warehouses.own(key, name) for key, name in sorted(owned)}
