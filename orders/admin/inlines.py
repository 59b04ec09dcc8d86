"""The badges of an order: their words and colours."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import Order

STATUS_COLOURS = {
    "pending": "warning",
    "confirmed": "info",
    "processing": "info",
    "shipped": "primary",
    "delivered": "success",
    "cancelled": "danger",
}
PAYMENT_COLOURS = {
    "unpaid": "warning",
    "partially_paid": "info",
    "paid": "success",
    "partially_refunded": "info",
    "refunded": "danger",
    "came_back": "danger",
}


def payment_badge(order: Order) -> tuple[str, str | Promise]:
    """How far it is paid: the colour's name, and the words."""
    if order.came_back_unpaid:
        return "came_back", _("Came back unpaid")
    return order.payment_status, order.get_payment_status_display()
