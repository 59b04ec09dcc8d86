"""Sending an order off, with the number by which it can be followed."""

from __future__ import annotations

from django.utils import timezone

from orders.locks import lock_order
from orders.models import Order, OrderEvent
from orders.services.change_status import change_status
from orders.state import STEPS_TO_SHIPPED, OrderStatus
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.texts import clean_tracking
from shop.transactions import transactional

TRACKED = (OrderStatus.PROCESSING, OrderStatus.SHIPPED)


@transactional
def ship_order(*, order: Order, actor: str, carrier: str = "", tracking_number: str = "") -> None:
    """Mark `order` as shipped with what is known of its way; an empty text leaves what there is.

    An order that is not yet being packed takes the steps between, each with its event. The
    customer is told once, tracking number included. Raises StoreError: TRANSITION_NOT_ALLOWED
    as `change_status` does, INVALID_TEXT.
    """
    named = {"carrier": clean_tracking(carrier), "tracking_number": clean_tracking(tracking_number)}
    found = lock_order(order)
    for step in STEPS_TO_SHIPPED.get(found.status, (OrderStatus.SHIPPED,)):
        change_status(order=order, to=step, actor=actor)
    _write(order, found, {name: text for name, text in named.items() if text}, actor)


@transactional
def set_tracking(*, order: Order, carrier: str, tracking_number: str, actor: str) -> None:
    """Write the carrier and the number of an order being packed or on its way.

    The customer of one on its way was told that it left, and is told the new number too, unless it
    came back. Raises StoreError: ORDER_CLOSED in any other status, INVALID_TEXT.
    """
    named = {"carrier": clean_tracking(carrier), "tracking_number": clean_tracking(tracking_number)}
    found = lock_order(order)
    if found.status not in TRACKED:
        raise StoreError(ErrorCode.ORDER_CLOSED, status=found.status)
    old = (found.carrier, found.tracking_number)
    _write(order, found, named, actor)
    is_news = old != (named["carrier"], named["tracking_number"])
    is_on_its_way = found.status == OrderStatus.SHIPPED and not found.came_back_unpaid
    if is_news and is_on_its_way and any(named.values()):
        outbox.publish("order_tracked", {"order_id": order.pk}, customer_id=order.customer_id)


def _write(order: Order, found: Order, named: dict[str, str], actor: str) -> None:
    changes = [
        {"field": name, "old": getattr(found, name), "new": text}
        for name, text in named.items()
        if getattr(found, name) != text
    ]
    if not changes:
        return
    values = {change["field"]: change["new"] for change in changes}
    order.updated_at = timezone.now()
    Order.objects.filter(pk=order.pk).update(**values, updated_at=order.updated_at)
    for name, text in values.items():
        setattr(order, name, text)
    OrderEvent.objects.create(
        order=order, kind=OrderEvent.Kind.TRACKING_EDITED, changes=changes, actor=actor
    )
