"""Mending who gets an order and where it goes, until it has left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import timezone

from orders import contact
from orders.locks import lock_editable_order
from orders.models import Order, OrderEvent
from shop.transactions import transactional

CHECKS: Mapping[str, Callable[[str], str]] = {
    "full_name": contact.clean_name,
    "phone_number": contact.clean_phone,
    "shipping_address": contact.clean_address,
    "comment": contact.clean_comment,
}


@transactional
def edit_contact(*, order: Order, fields: Mapping[str, str], actor: str) -> OrderEvent | None:
    """Write the given of full_name, phone_number, shipping_address and comment, checked.

    The timeline keeps them before and after; None when nothing differs. Raises StoreError:
    ORDER_CLOSED once the order has left, and what the checks of `orders.contact` raise.
    """
    cleaned = {name: CHECKS[name](text) for name, text in fields.items()}
    found = lock_editable_order(order)
    changes = [
        {"field": name, "old": getattr(found, name), "new": text}
        for name, text in cleaned.items()
        if getattr(found, name) != text
    ]
    if not changes:
        return None
    now = timezone.now()
    values = {change["field"]: change["new"] for change in changes}
    Order.objects.filter(pk=order.pk).update(**values, updated_at=now)
    for name, value in values.items():
        setattr(order, name, value)
    order.updated_at = now
    return OrderEvent.objects.create(
        order=order, kind=OrderEvent.Kind.CONTACT_EDITED, changes=changes, actor=actor
    )
