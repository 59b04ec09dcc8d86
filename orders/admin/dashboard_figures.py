"""On the front page: what was sold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from orders.admin.dashboard_reading import (
    change,
    chart_days,
    grouped,
    orders_url,
    people_url,
    percent,
    read_figures,
    span_label,
    usual_step,
)
from orders.people_seen import OPENED
from orders.reports import Days, top_products
from orders.state import OrderStatus
from shop.admin.base import money, staff_language
from shop.admin.dashboard import BasePanel, Board, Link
from shop.models import StoreSettings
from shop.periods import Period

_DAY = timedelta(days=1)


class KeyFigures(BasePanel):
    template: ClassVar[str] = "admin/dashboard/key_figures.html"
    width: ClassVar[str] = "full"

    def content(self, board: Board) -> Mapping[str, Any] | None:
        found = board.shared(read_figures)
        now, before = found.now[0], found.before[0]
        url = orders_url(board, board.period)
        currency = board.currency
        return {
            "before_period": board.period.before,
            "freshness": found.freshness,
            "currencies": self._currencies(board, found.days),
            "cards": [
                _card(_("Revenue"), now.revenue, before.revenue, _money(currency), url),
                _card(_("Orders"), now.orders, before.orders, _count, url),
                _card(_("Average order"), now.average, before.average, _money(currency), url),
                _card(
                    _("Conversion"),
                    now.conversion,
                    before.conversion,
                    percent,
                    people_url(board, board.period, OPENED) or url,
                ),
            ],
        }

    def _currencies(self, board: Board, days: Days) -> list[Link]:
        """To choose from, when the store has sold in several."""
        codes = sorted({*days.currencies, StoreSettings.current().currency})
        if len(codes) < 2:
            return []
        return [Link(code, board.here(currency=code), code == board.currency) for code in codes]


def _card(
    label: Any, now: Any, before: Any, shown: Callable[[Any], str], url: str
) -> dict[str, Any]:
    return {
        "label": label,
        "now": shown(now),
        "before": shown(before),
        "change": change(now, before),
        "url": url,
    }


def _money(currency: str) -> Callable[[Decimal | None], str]:
    return lambda amount: "–" if amount is None else money(amount, currency)


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


class Sales(BasePanel):
    """Revenue and orders by day, week or month, over the period before."""

    template: ClassVar[str] = "admin/dashboard/sales.html"
    width: ClassVar[str] = "two-thirds"
    title: ClassVar[Any] = _("Sales")

    def content(self, board: Board) -> Mapping[str, Any] | None:
        found = board.shared(read_figures)
        shown = chart_days(board.period)
        steps = {"day": _("Days"), "week": _("Weeks"), "month": _("Months")}
        step = board.request.GET.get("by", "")
        if step not in steps:
            step = usual_step(shown)
        groups = grouped(shown, step)
        length = len(shown) * _DAY
        totals = [found.days.of(days) for days in groups]
        before = [found.days.of(day - length for day in days) for days in groups]
        return {
            "steps": [
                Link(label, board.here(by=name), name == step) for name, label in steps.items()
            ],
            "chart": {
                "type": "bar",
                "currency": board.currency,
                "labels": [span_label(days, step) for days in groups],
                "urls": [orders_url(board, Period(days[0], days[-1])) for days in groups],
                "datasets": [
                    {
                        "label": str(_("Revenue")),
                        "values": [float(each.revenue) for each in totals],
                        "colour": "primary",
                        "money": True,
                    },
                    {
                        "label": str(_("Revenue, the period before")),
                        "values": [float(each.revenue) for each in before],
                        "colour": "muted",
                        "line": "dashed",
                        "money": True,
                    },
                    {
                        "label": str(_("Orders")),
                        "values": [each.orders for each in totals],
                        "colour": "accent",
                        "line": "solid",
                        "axis": "right",
                    },
                ],
            },
        }


class ByStatus(BasePanel):
    template: ClassVar[str] = "admin/dashboard/by_status.html"
    width: ClassVar[str] = "third"
    title: ClassVar[Any] = _("Orders by status")

    _COLOURS: ClassVar[dict[str, str]] = {
        "pending": "amber", "confirmed": "sky", "processing": "blue", "shipped": "violet",
        "delivered": "green", "cancelled": "red",
    }  # fmt: skip

    def content(self, board: Board) -> Mapping[str, Any] | None:
        numbers = board.shared(read_figures).days.by_status(board.period)
        rows = [
            {
                "label": OrderStatus(status).label,
                "number": number,
                "colour": self._COLOURS[status],
                "url": orders_url(board, board.period, status__exact=status),
            }
            for status, number in numbers.items()
        ]
        return {
            "rows": rows,
            "total": sum(numbers.values()),
            "chart": {
                "type": "doughnut",
                "labels": [str(row["label"]) for row in rows],
                "urls": [row["url"] for row in rows],
                "datasets": [
                    {
                        "label": str(self.title),
                        "values": list(numbers.values()),
                        "colours": [row["colour"] for row in rows],
                    }
                ],
            },
        }


class TopProducts(BasePanel):
    template: ClassVar[str] = "admin/dashboard/top_products.html"
    title: ClassVar[Any] = _("Top products")

    def content(self, board: Board) -> Mapping[str, Any] | None:
        kept = board.shared(read_figures).freshness.is_large
        found = top_products(board.period, board.currency, most=8, kept=kept)
        most = found[0].revenue if found else Decimal(1)
        language = staff_language()
        return {
            "rows": [
                {
                    "name": each.product.text_of("name", language),
                    "pieces": each.pieces,
                    "revenue": money(each.revenue, board.currency),
                    "share": round(each.revenue / most * 100) if most else 0,
                    "url": orders_url(
                        board, board.period, items__variant__product__id__exact=each.product.pk
                    ),
                    "product_url": reverse("admin:catalog_product_change", args=[each.product.pk]),
                }
                for each in found
            ]
        }


class AtAGlance(BasePanel):
    """The day, the week and the month side by side, whatever period is chosen."""

    template: ClassVar[str] = "admin/dashboard/at_a_glance.html"
    title: ClassVar[Any] = _("At a glance")

    _NAMES: ClassVar[tuple[Any, ...]] = (_("Today"), _("7 days"), _("30 days"))

    def content(self, board: Board) -> Mapping[str, Any] | None:
        found = board.shared(read_figures)
        shown = _money(board.currency)
        rows = []
        for name, period, now, before in zip(
            self._NAMES, found.periods[1:], found.now[1:], found.before[1:], strict=True
        ):
            url = orders_url(board, period)
            people = people_url(board, period, OPENED)
            rows.append(
                {
                    "name": name,
                    "url": url,
                    "cells": [
                        (_count(now.orders), change(now.orders, before.orders), url),
                        (shown(now.revenue), change(now.revenue, before.revenue), url),
                        (shown(now.average), change(now.average, before.average), url),
                        (
                            percent(now.conversion),
                            change(now.conversion, before.conversion),
                            people or url,
                        ),
                    ],
                }
            )
        return {"rows": rows}
