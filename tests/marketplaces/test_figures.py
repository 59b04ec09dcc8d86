"""The definitions of docs/marketplace-figures.md, number by number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from integrations.marketplaces.facts import Period
from integrations.sync.metrics import bounded, daily, day_of, percent, turnover, window


@pytest.mark.parametrize(
    ("stock", "ordered", "days"),
    [
        (30, 30, "30.0"),  # one a day
        (100, 60, "50.0"),
        (7, 90, "2.3"),
        (1, 1, "30.0"),
        (0, 60, "0.0"),  # nothing is left
        (0, 0, "0.0"),
        (5, 0, None),  # nothing is ordered: it lasts for ever
        (2_000_000_000, 1, "9999999.9"),  # as much as the column holds
    ],
)
def test_turnover_is_for_how_many_days_the_stock_lasts(
    stock: int, ordered: int, days: str | None
) -> None:
    assert turnover(stock, ordered) == (None if days is None else Decimal(days))


def test_orders_a_day_are_of_thirty_whole_days_before() -> None:
    assert window(date(2026, 11, 27)) == Period(date(2026, 10, 28), date(2026, 11, 26))
    assert daily(45) == Decimal("1.50")
    assert daily(1) == Decimal("0.03")
    assert daily(0) == 0


def test_days_are_those_of_moscow() -> None:
    assert day_of(datetime(2026, 11, 26, 20, 59, tzinfo=UTC)) == date(2026, 11, 26)
    assert day_of(datetime(2026, 11, 26, 21, 0, tzinfo=UTC)) == date(2026, 11, 27)


def test_percents() -> None:
    assert percent(1, 3) == Decimal("33.33")
    assert percent(0, 3) == 0
    assert percent(0, 0) is None
    assert bounded(Decimal("130")) == 100
    assert bounded(None) is None
