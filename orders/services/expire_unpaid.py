"""Cancelling what was to be paid online and was not paid in time."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from orders.locks import lock_order
from orders.models import Order
from orders.services.change_status import change_status
from orders.state import OrderStatus

ACTOR = "system"
_WAITING = (OrderStatus.PENDING, OrderStatus.CONFIRMED)


def expire_unpaid(limit: int = 100) -> int:
    """Cancel up to `limit` orders whose `pay_by` has passed, the longest overdue first; how many.

    Their stock goes back and their customers are told, as with any cancelling. An order without
    `pay_by` (paid on delivery) never expires; one that was paid meanwhile, or that the staff began
    to pack, is left alone.
    """
    overdue = Order.objects.filter(
        pay_by__lt=timezone.now(),
        payment_status=Order.PaymentStatus.UNPAID,
        status__in=_WAITING,
    )
    return sum(_expire(order) for order in overdue.order_by("pay_by")[:limit])


@transaction.atomic
def _expire(order: Order) -> bool:
    found = lock_order(order)
    if found.payment_status != Order.PaymentStatus.UNPAID or found.status not in _WAITING:
        return False
    change_status(order=found, to=OrderStatus.CANCELLED, actor=ACTOR)
    return True
