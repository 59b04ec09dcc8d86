"""Taking an order for oneself: the first lock of whoever changes one, before any variant's."""

from __future__ import annotations

from orders.models import Order
from shop.errors import ErrorCode, StoreError


def lock_order(order: Order) -> Order:
    """The order as it is now, locked until the transaction ends."""
    return Order.objects.select_for_update().get(pk=order.pk)


def lock_editable_order(order: Order) -> Order:
    """The order as it is now, locked; StoreError(ORDER_CLOSED) once its goods have left."""
    locked = lock_order(order)
    if not locked.can_be_edited:
        raise StoreError(ErrorCode.ORDER_CLOSED, status=locked.status)
    return locked
