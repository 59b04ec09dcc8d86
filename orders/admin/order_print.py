"""Printing from the admin: which papers there are, who may have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from orders.admin.order_rights import OrderRights
from orders.models import Order
from orders.pdf.invoice import invoices
from orders.pdf.packing_slip import packing_slips
from shop.admin.base import staff_language

MOST_PRINTED = 200


@dataclass(frozen=True)
class Print:
    """A kind of paper; `draw` makes one PDF of many orders whose items are loaded."""

    label: Any
    icon: str
    allowed: Callable[[OrderRights], bool]
    draw: Callable[[Sequence[Order]], bytes]


PRINTS: Mapping[str, Print] = {
    "packing-slip": Print(
        _("Packing slip"),
        "package_2",
        lambda rights: rights.packing_slip,
        lambda orders: packing_slips(orders, language=staff_language()),
    ),
    "invoice": Print(_("Invoice"), "receipt", lambda rights: rights.invoice, invoices),
}


def pdf_response(kind: str, orders: Sequence[Order]) -> HttpResponse:
    """The papers of these orders, shown in the browser."""
    prefetch_related_objects(list(orders), "items")
    name = f"{kind}-{orders[0].pk}" + (f"-and-{len(orders) - 1}-more" if len(orders) > 1 else "")
    response = HttpResponse(PRINTS[kind].draw(orders), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
