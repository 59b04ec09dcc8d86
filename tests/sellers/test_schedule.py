"""When an account is synced next, by Moscow's clock or the seller's."""

from __future__ import annotations

import pytest

from integrations.models import MarketplaceAccount, Seller
from tests.sellers.world import at


def account(schedule, times=(), zone="Asia/Yekaterinburg"):
    return MarketplaceAccount(
        seller=Seller(time_zone=zone), schedule=schedule, sync_times=list(times)
    )


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20 12:00", "2026-11-20 21:01"),
        ("2026-11-20 21:00", "2026-11-20 21:01"),
        ("2026-11-20 21:01", "2026-11-21 21:01"),
        ("2026-11-20 23:30", "2026-11-21 21:01"),
    ],
)
def test_every_day_a_minute_past_midnight_in_moscow(now, due) -> None:
    assert account("daily").due_after(at(now)) == at(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20 03:59", "2026-11-20 04:00"),
        ("2026-11-20 04:00", "2026-11-20 13:30"),
        ("2026-11-20 13:30", "2026-11-21 04:00"),
    ],
)
def test_at_times_of_the_sellers_clock(now, due) -> None:
    assert account("own", ["18:30", "09:00"]).due_after(at(now)) == at(due)


def test_the_clock_goes_back_where_it_does() -> None:
    berlin = account("own", ["09:00"], zone="Europe/Berlin")
    assert berlin.due_after(at("2026-10-24 12:00")) == at("2026-10-25 08:00")
    assert berlin.due_after(at("2026-10-23 12:00")) == at("2026-10-24 07:00")


def test_by_hand_only() -> None:
    assert account("off").due_after(at("2026-11-20 12:00")) is None
    assert account("own").due_after(at("2026-11-20 12:00")) is None
