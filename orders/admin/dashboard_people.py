"""On the front page: who came, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from orders.admin.dashboard_reading import (
    change,
    chart_days,
    cohort_orders_url,
    cohort_url,
    customers_url,
    grouped,
    read_figures,
    span_label,
    usual_step,
)
from orders.cohorts import Cohort, cohorts
from shop.admin.base import money
from shop.admin.dashboard import BasePanel, Board
from shop.periods import Period

_MONTHS = 12


class NewCustomers(BasePanel):
    template: ClassVar[str] = "admin/dashboard/new_customers.html"
    title: ClassVar[Any] = _("New customers")

    def content(self, board: Board) -> Mapping[str, Any] | None:
        found = board.shared(read_figures)
        shown = chart_days(board.period)
        step = usual_step(shown)
        groups = grouped(shown, step)
        now, before = found.now[0].customers, found.before[0].customers
        return {
            "number": now,
            "change": change(now, before),
            "url": customers_url(board, board.period),
            "chart": {
                "type": "bar",
                "labels": [span_label(days, step) for days in groups],
                "urls": [customers_url(board, Period(days[0], days[-1])) for days in groups],
                "datasets": [
                    {
                        "label": str(self.title),
                        "values": [found.days.of(days).customers for days in groups],
                        "colour": "violet",
                    }
                ],
            },
        }


class Cohorts(BasePanel):
    """What a customer has brought so far, by the month of their first order."""

    template: ClassVar[str] = "admin/dashboard/cohorts.html"
    width: ClassVar[str] = "full"
    title: ClassVar[Any] = _("What a customer brings, by the month of the first order")

    def content(self, board: Board) -> Mapping[str, Any] | None:
        board.shared(read_figures)  # brings the figures up to date
        found = cohorts(board.currency, board.today.first, months=_MONTHS)
        if not found:
            return None
        columns = max(len(cohort.lifetime) for cohort in found)
        most = max((cohort.value for cohort in found), default=Decimal(0))
        return {
            "months": range(columns),
            "rows": [_row(board, cohort, columns, most) for cohort in found],
        }


def _row(board: Board, cohort: Cohort, columns: int, most: Decimal) -> dict[str, Any]:
    currency, month = board.currency, Period.month(cohort.month)
    cells = [
        {
            "text": money(value.quantize(Decimal(1)), currency),
            "heat": _heat(value, most),
            "url": cohort_orders_url(board, month, until=Period.month(cohort.month, place).last),
        }
        for place, value in enumerate(cohort.lifetime)
    ]
    return {
        "month": date_format(cohort.month, "F Y"),
        "customers_url": cohort_url(board, month),
        "orders_url": cohort_orders_url(board, month, until=board.today.last),
        "customers": cohort.customers,
        "orders": cohort.orders,
        "revenue": money(cohort.revenue, currency),
        "value": money(cohort.value, currency),
        "cells": [*cells, *[None] * (columns - len(cells))],
    }


def _heat(value: Decimal, most: Decimal) -> int:
    """From 0 to 5: how near the value comes to the best."""
    return int(value / most * 5) if most else 0
