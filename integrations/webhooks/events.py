"""What endpoints can be told of, and the JSON in which they are; documented in docs/webhooks.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.models import Order
from shop.models import Delivery, Event

JSON = dict[str, Any]
TEST = "test"


@dataclass(frozen=True)
class Kind:
    """An event type: its words, and how its `data` is made; None when what it was about is gone."""

    label: Any
    data: Callable[[Event, Mapping[int, Order]], JSON | None]


def order_data(order: Order) -> JSON:
    """An order as it is at the moment of sending; its `contact` is added where it may go."""
    return {
        "id": order.pk,
        "customer_id": order.customer_id,
        "status": order.status,
        "payment_status": order.payment_status,
        "total_amount": f"{order.total_amount:.2f}",
        "currency": order.currency,
        "created_at": _moment(order.created_at),
        "updated_at": _moment(order.updated_at),
        "items": [
            {
                "variant_id": item.variant_id,
                "sku": item.sku,
                "product_name": item.product_name,
                "variant_name": item.variant_name,
                "quantity": item.quantity,
                "price_at_purchase": f"{item.price_at_purchase:.2f}",
            }
            for item in order.items.all()
        ],
        "contact": {
            "full_name": order.full_name,
            "phone_number": order.phone_number,
            "shipping_address": order.shipping_address,
            "comment": order.comment,
        },
    }


def _about_order(event: Event, orders: Mapping[int, Order]) -> JSON | None:
    order = orders.get(event.payload["order_id"])
    return None if order is None else {"order": order_data(order)}


def _status_changed(event: Event, orders: Mapping[int, Order]) -> JSON | None:
    about = _about_order(event, orders)
    moved = {"old_status": event.payload["old"], "new_status": event.payload["new"]}
    return None if about is None else moved | about


def _as_written(event: Event, _orders: Mapping[int, Order]) -> JSON:
    return dict(event.payload)


KINDS: Mapping[str, Kind] = {
    "order_placed": Kind(_("Order placed"), _about_order),
    "order_status_changed": Kind(_("Order status changed"), _status_changed),
    "order_edited": Kind(_("Order lines edited"), _about_order),
    "payment_received": Kind(_("Payment received"), _about_order),
    "stock_changed": Kind(_("Stock changed"), _as_written),
    "stock_low": Kind(_("Stock is low"), _as_written),
}


@dataclass(frozen=True)
class Message:
    """What is sent; `event_id` is None for a test."""

    event_id: int | None
    event_name: str
    content: JSON

    def body(self, *, with_contacts: bool) -> bytes:
        """The very bytes that are signed and sent."""
        return json.dumps(self._with(contacts=with_contacts), ensure_ascii=False).encode()

    def for_log(self) -> str:
        """As the log keeps it: contacts are never copied there."""
        return json.dumps(self._with(contacts=False), ensure_ascii=False, indent=2)

    def _with(self, *, contacts: bool) -> JSON:
        order = self.content["data"].get("order")
        if contacts or order is None:
            return self.content
        kept = {name: value for name, value in order.items() if name != "contact"}
        return self.content | {"data": self.content["data"] | {"order": kept}}


def messages_of(deliveries: Sequence[Delivery]) -> dict[int, Message]:
    """What each delivery says, by its id; one about an order that is gone is left out."""
    wanted = {delivery.event.payload.get("order_id") for delivery in deliveries} - {None}
    found = Order.objects.filter(pk__in=wanted).prefetch_related("items") if wanted else []
    orders = {order.pk: order for order in found}
    messages = {}
    for delivery in deliveries:
        event = delivery.event
        data = KINDS[event.name].data(event, orders)
        if data is not None:
            messages[delivery.pk] = _message(event.pk, event.name, event.created_at, data)
    return messages


def test_message(now: datetime) -> Message:
    return _message(None, TEST, now, {"text": "This is a test. Nothing has happened."})


def _message(event_id: int | None, name: str, at: datetime, data: JSON) -> Message:
    head = {"id": event_id, "type": name, "created_at": _moment(at)}
    return Message(event_id, name, {**head, "data": data})


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
