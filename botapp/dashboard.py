"""On the admin's front page: who opened the shop, and how many of them bought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from botapp.models import Session
from orders.admin.dashboard_reading import (
    change,
    orders_url,
    people_url,
    percent,
    read_figures,
)
from orders.people_seen import CARTED, OPENED, Visits
from shop.admin.dashboard import BasePanel, Board


def visits() -> Visits:
    """Whoever used the bot: a session keeps when its customer was last there."""
    return Visits(Session.objects.all(), when="updated_at", who="customer_id")


class Funnel(BasePanel):
    """Opened the shop → had something in the cart → ordered."""

    template: ClassVar[str] = "admin/dashboard/funnel.html"
    title: ClassVar[Any] = _("From visit to order")

    def content(self, board: Board) -> Mapping[str, Any] | None:
        found = board.shared(read_figures)
        now, before = found.now[0], found.before[0]
        widest = max(now.opened, 1)
        steps = (
            (
                _("Opened the shop"),
                now.opened,
                before.opened,
                people_url(board, board.period, OPENED),
            ),
            (
                _("Added to the cart"),
                now.carted,
                before.carted,
                people_url(board, board.period, CARTED),
            ),
            (_("Ordered"), now.ordered, before.ordered, orders_url(board, board.period)),
        )
        return {
            "conversion": percent(now.conversion),
            "conversion_change": change(now.conversion, before.conversion),
            "steps": [
                {
                    "label": label,
                    "number": number,
                    "share": round(number / widest * 100),
                    "change": change(number, was),
                    "url": url,
                }
                for label, number, was, url in steps
            ],
        }
