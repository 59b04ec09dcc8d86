"""What the figure panels of the front page share: one read of the days, changes, links, stretches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import date_format, number_format

from orders.figures.fresh import Freshness, keep_fresh
from orders.reports import Days, Totals, compared, read_days
from orders.state import OrderStatus
from shop.admin.dashboard import Board, list_url
from shop.models import StoreSettings
from shop.periods import Period

_DAY = timedelta(days=1)
_NOT_CANCELLED = [s.value for s in OrderStatus if s != OrderStatus.CANCELLED]
_LEAST_BARS = 7


@dataclass(frozen=True)
class Change:
    """How a number moved against the one before, in percent; `text` is ready to show."""

    percent: Decimal | None

    @property
    def text(self) -> str:
        if self.percent is None:
            return "–"
        if self.percent > 999:
            return "> +999%"
        rounded = round(self.percent)
        return f"{rounded:+d}%".replace("-", "−") if rounded else "0%"

    @property
    def direction(self) -> str:
        rounded = round(self.percent or 0)
        return "up" if rounded > 0 else "down" if rounded < 0 else "same"


@dataclass(frozen=True)
class Figures:
    """What the figure panels show: the days read, the chosen period and what it compares with."""

    days: Days
    periods: Sequence[Period]  # the chosen one; today; 7 days; 30 days
    now: Sequence[Totals]
    before: Sequence[Totals]
    freshness: Freshness


def read_figures(board: Board) -> Figures:
    """One read for all the panels of a page."""
    freshness = keep_fresh()
    today = board.today.first
    periods = [board.period, *(Period.named(name, today) for name in ("today", "7", "30"))]
    chart = chart_days(board.period)
    days = read_days(
        min(chart.before.first, *(period.before.first for period in periods)),
        max(period.last for period in periods),
        board.currency,
    )
    return Figures(
        days,
        periods,
        [days.of(each) for each in periods],
        compared(days, periods, board.now),
        freshness,
    )


def change(now: Decimal | int | None, before: Decimal | int | None) -> Change:
    if now is None or not before:
        return Change(None)
    return Change((Decimal(now) - Decimal(before)) / Decimal(before) * 100)


def orders_url(board: Board, period: Period, **filters: Any) -> str:
    """The list of the orders that a figure counts."""
    currency = {} if _is_own_currency(board) else {"currency__exact": board.currency}
    return list_url(
        "orders.order",
        **{
            "created_at_from": period.first.isoformat(),
            "created_at_to": period.last.isoformat(),
            "status__exact": _NOT_CANCELLED,
            **currency,
            **filters,
        },
    )


def customers_url(board: Board, period: Period) -> str:
    """The list of customers first seen in the period, for those who may see people."""
    if not board.may("shop.view_customer"):
        return ""
    return list_url(
        "shop.customer",
        created_at_from=period.first.isoformat(),
        created_at_to=period.last.isoformat(),
    )


def cohort_url(board: Board, month: Period) -> str:
    """The list of customers who first ordered in the month, for those who may see people."""
    if not board.may("shop.view_customer") or not _is_own_currency(board):
        return ""
    return list_url(
        "shop.customer",
        first_order_at_from=month.first.isoformat(),
        first_order_at_to=month.last.isoformat(),
    )


def cohort_orders_url(board: Board, month: Period, *, until: date) -> str:
    """The list of what those customers ordered up to the day `until`."""
    if not _is_own_currency(board):
        return ""  # when they first ordered is kept for the store's own alone
    return orders_url(
        board,
        Period(month.first, until),
        customer__first_order_at_from=month.first.isoformat(),
        customer__first_order_at_to=month.last.isoformat(),
    )


def people_url(board: Board, period: Period, step: str) -> str:
    """The list of customers who got as far as `step` in the period, for who may see people."""
    if not board.may("shop.view_customer"):
        return ""
    return list_url(
        "shop.customer", seen=f"{step}.{period.first.isoformat()}.{period.last.isoformat()}"
    )


def _is_own_currency(board: Board) -> bool:
    return board.currency == StoreSettings.current().currency


def percent(part: Decimal | None) -> str:
    """`0.0345` as `3.5%`."""
    if part is None:
        return "–"
    return f"{number_format((part * 100).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP))}%"


def chart_days(period: Period) -> Period:
    """The days a chart shows: the period's, but a week of them at least."""
    return (
        period
        if len(period) >= _LEAST_BARS
        else Period(period.last - (_LEAST_BARS - 1) * _DAY, period.last)
    )


def usual_step(period: Period) -> str:
    return "day" if len(period) <= 31 else "week" if len(period) <= 190 else "month"


def grouped(period: Period, step: str) -> list[list[date]]:
    """The days of the period in stretches: each day, weeks from Monday, months."""
    found: dict[Any, list[date]] = {}
    for day in period:
        key: Any = day
        if step == "week":
            key = day - day.weekday() * _DAY
        elif step == "month":
            key = (day.year, day.month)
        found.setdefault(key, []).append(day)
    return list(found.values())


def span_label(days: Sequence[date], step: str) -> str:
    if step == "month":
        return date_format(days[0], "M Y")
    return date_format(days[0], "j M")
