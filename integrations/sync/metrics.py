"""How figures are made of counts; the definitions are those of docs/marketplace-figures.md."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from integrations.marketplaces.facts import Period

MOSCOW = ZoneInfo("Europe/Moscow")
WINDOW = 30
"""Days that averages are taken of: whole ones, before the day of reading."""

_LONGEST = Decimal("9999999.9")


def day_of(moment: datetime) -> date:
    """The day of Moscow that a moment lies in: by these the marketplaces count."""
    return moment.astimezone(MOSCOW).date()


def window(day: date) -> Period:
    """The days that the figures of `day` are averages of."""
    return Period(day - timedelta(days=WINDOW), day - timedelta(days=1))


def daily(ordered: int) -> Decimal:
    """Orders a day on average, of those in the window."""
    return _rounded(Decimal(ordered) / WINDOW, "0.01")


def turnover(stock: int, ordered: int) -> Decimal | None:
    """For how many days the stock lasts at the pace of the window.

    0 where nothing is left, None where nothing was ordered: it would last for ever.
    """
    if stock <= 0:
        return Decimal("0.0")
    if ordered <= 0:
        return None
    return min(_rounded(Decimal(stock * WINDOW) / ordered, "0.1"), _LONGEST)


def percent(part: int, whole: int) -> Decimal | None:
    """0–100, None of nothing."""
    return _rounded(Decimal(100 * part) / whole, "0.01") if whole > 0 else None


def bounded(value: Decimal | None) -> Decimal | None:
    """A percentage as the marketplace gives it, within 0–100."""
    return None if value is None else _rounded(min(max(value, Decimal(0)), Decimal(100)), "0.01")


def _rounded(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to), rounding=ROUND_HALF_UP)
