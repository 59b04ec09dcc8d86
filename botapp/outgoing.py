"""What leaves for a chat, and what its links lead to."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from botapp.invoices import Invoice
from botapp.screen import Screen
from orders.models import Order


@dataclass(frozen=True)
class Outgoing:
    """A message for one delivery; `edit_id` is the message it should be edited into.

    One with an `invoice` is that invoice, and shows nothing of `screen`.
    """

    delivery_id: int
    chat_id: int
    screen: Screen
    edit_id: int | None = None
    invoice: Invoice | None = None


def admin_url(order: Order) -> str:
    """The order's page in the admin."""
    return settings.PUBLIC_URL + reverse("admin:orders_order_change", args=[order.pk])
