"""What was said between the store and a customer, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from orders.admin.inlines import STATUS_COLOURS
from orders.models import Order, OrderEvent
from orders.services.message_customer import MESSENGER
from orders.state import TOLD, OrderStatus
from shop.models import Customer, CustomerMessage, Delivery

_SHOWN = 20
_DELIVERY_COLOURS = {"pending": "info", "done": "success", "parked": "danger"}
_NOTICES = ("order_placed", "order_status_changed", "order_tracked")
DIRECT = "direct_messages"  # the subscriber that brings them


@dataclass(frozen=True)
class Said:
    """One message; `delivery` is how far one of the store's got, as long as that is kept."""

    icon: str
    colour: str
    title: str
    who: str
    at: datetime
    text: str = ""
    order_id: int | None = None
    delivery: Delivery | None = None

    @property
    def delivery_colour(self) -> str:
        return _DELIVERY_COLOURS[self.delivery.status] if self.delivery else ""


def read_messages(customer: Customer, *, about_orders: bool) -> list[Said]:
    """The newest twenty, in five queries."""
    direct = list(CustomerMessage.objects.filter(customer=customer).order_by("-pk")[:_SHOWN])
    written: list[OrderEvent] = []
    notices: list[Delivery] = []
    comments: list[Order] = []
    if about_orders:
        of_theirs = OrderEvent.objects.filter(
            order__customer=customer.pk, kind=OrderEvent.Kind.MESSAGE
        )
        written = list(of_theirs.order_by("-pk")[:_SHOWN])
        told = Delivery.objects.filter(
            subscriber=MESSENGER, event__customer_id=customer.pk, event__name__in=_NOTICES
        )
        notices = list(told.select_related("event").order_by("-pk")[:_SHOWN])
        theirs = Order.objects.filter(customer=customer.pk).exclude(comment="")
        comments = list(theirs.order_by("-pk")[:_SHOWN])
    deliveries = _deliveries([*direct, *written])
    found = [
        *(_direct(message, deliveries) for message in direct),
        *(_about_order(event, deliveries) for event in written),
        *(said for delivery in notices if (said := _notice(delivery))),
        *(_comment(order) for order in comments),
    ]
    return sorted(found, key=lambda said: said.at, reverse=True)[:_SHOWN]


def _deliveries(sent: Iterable[CustomerMessage | OrderEvent]) -> dict[int, Delivery]:
    events = [one.outbox_event_id for one in sent if one.outbox_event_id]
    if not events:
        return {}
    found = Delivery.objects.filter(event__in=events, subscriber__in=(DIRECT, MESSENGER))
    return {delivery.event_id: delivery for delivery in found}


def _direct(message: CustomerMessage, deliveries: dict[int, Delivery]) -> Said:
    return Said(
        icon="send",
        colour="info",
        title=_("Message to the customer"),
        who=message.actor.removeprefix("staff:"),
        at=message.created_at,
        text=message.text,
        delivery=deliveries.get(message.outbox_event_id or 0),
    )


def _about_order(event: OrderEvent, deliveries: dict[int, Delivery]) -> Said:
    return Said(
        icon="send",
        colour="info",
        title=_("Message about order #%(number)d") % {"number": event.order_id},
        who=event.actor.removeprefix("staff:"),
        at=event.created_at,
        text=event.text,
        order_id=event.order_id,
        delivery=deliveries.get(event.outbox_event_id or 0),
    )


def _notice(delivery: Delivery) -> Said | None:
    """What the bot said by itself; None for moves of which nobody is told."""
    payload: dict[str, Any] = delivery.event.payload
    placed = delivery.event.name == "order_placed"
    tracked = delivery.event.name == "order_tracked"
    usual = OrderStatus.SHIPPED if tracked else OrderStatus.PENDING
    status = OrderStatus(payload.get("new", usual))
    if not placed and status not in TOLD:
        return None
    words = str(status.label)
    if placed or tracked:
        words = _("Order placed") if placed else _("Tracking number")
    return Said(
        icon="smart_toy",
        colour=STATUS_COLOURS[status] if not placed else "primary",
        title=f"#{payload['order_id']}: {words}",
        who=_("the bot"),
        at=delivery.event.created_at,
        order_id=payload["order_id"],
        delivery=delivery,
    )


def _comment(order: Order) -> Said:
    return Said(
        icon="person",
        colour="warning",
        title=_("Comment on order #%(number)d") % {"number": order.pk},
        who=_("customer"),
        at=order.created_at,
        text=order.comment,
        order_id=order.pk,
    )
