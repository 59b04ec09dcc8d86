"""The timeline of an order as it is read: who did what and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orders import payments
from orders.admin.inlines import STATUS_COLOURS
from orders.models import Order, OrderEvent
from orders.services.message_customer import MESSENGER
from shop.admin.base import actor_words, money, staff_language
from shop.models import Delivery
from shop.translations import main_language

_ICONS = {
    OrderEvent.Kind.PLACED: ("shopping_bag", "primary"),
    OrderEvent.Kind.NOTE: ("sticky_note_2", "warning"),
    OrderEvent.Kind.MESSAGE: ("send", "info"),
    OrderEvent.Kind.CONTACT_EDITED: ("edit_location_alt", ""),
    OrderEvent.Kind.LINES_EDITED: ("edit_note", ""),
    OrderEvent.Kind.LINES_CANCELLED: ("remove_shopping_cart", "danger"),
    OrderEvent.Kind.TRACKING_EDITED: ("local_shipping", ""),
    OrderEvent.Kind.PAID: ("payments", "success"),
    OrderEvent.Kind.REFUND_ASKED: ("currency_exchange", "info"),
    OrderEvent.Kind.REFUNDED: ("undo", "warning"),
    OrderEvent.Kind.REFUND_FAILED: ("error", "danger"),
    OrderEvent.Kind.RETURNED: ("assignment_return", "warning"),
}
_STATUS_ICONS = {
    "pending": "schedule",
    "confirmed": "thumb_up",
    "processing": "inventory_2",
    "shipped": "local_shipping",
    "delivered": "task_alt",
    "cancelled": "cancel",
}
_DELIVERY_COLOURS = {"pending": "info", "done": "success", "parked": "danger"}
_PERSONAL = (OrderEvent.Kind.NOTE, OrderEvent.Kind.MESSAGE, OrderEvent.Kind.CONTACT_EDITED)


@dataclass(frozen=True)
class Change:
    """What was edited: `old` or `new` is empty where there was, or is, nothing.

    With `is_sum` there was no before: `new` is a sum of money.
    """

    label: str
    old: str
    new: str
    is_sum: bool = False


@dataclass(frozen=True)
class Entry:
    """An event in words; `colour` is a badge's, `delivery` how far a message got."""

    icon: str
    colour: str
    title: str
    actor: str
    created_at: datetime
    text: str = ""
    changes: Sequence[Change] = field(default_factory=list)
    delivery: Delivery | None = None

    @property
    def delivery_colour(self) -> str:
        return _DELIVERY_COLOURS[self.delivery.status] if self.delivery else ""


def read_timeline(order: Order, *, personal: bool) -> list[Entry]:
    """The newest first, in two queries; without `personal` nobody's words or address."""
    events = list(order.events.order_by("-pk"))
    if not personal:
        events = [event for event in events if event.kind not in _PERSONAL]
    deliveries = _deliveries(events)
    return [
        _entry(event, order, deliveries.get(event.outbox_event_id or 0), personal=personal)
        for event in events
    ]


def _deliveries(events: Iterable[OrderEvent]) -> dict[int, Delivery]:
    """How far each message got, by its outbox event."""
    sent = [event.outbox_event_id for event in events if event.kind == OrderEvent.Kind.MESSAGE]
    if not sent:
        return {}
    found = Delivery.objects.filter(event__in=sent, subscriber=MESSENGER)
    return {delivery.event_id: delivery for delivery in found}


def _entry(event: OrderEvent, order: Order, delivery: Delivery | None, *, personal: bool) -> Entry:
    title = event.get_kind_display()
    icon, colour = _ICONS.get(OrderEvent.Kind(event.kind), ("sync_alt", ""))
    if event.old_status and event.new_status:
        title = f"{event.get_old_status_display()} → {event.get_new_status_display()}"
        icon = _STATUS_ICONS[event.new_status]
        colour = STATUS_COLOURS[event.new_status]
    return Entry(
        icon=icon,
        colour=colour,
        title=title,
        actor=who_did(event.actor),
        created_at=event.created_at,
        text=event.text if personal else "",
        changes=[_change(part, order) for part in event.changes or []],
        delivery=delivery,
    )


def who_did(actor: str) -> str:
    """Who or what did it: a way of payment, the store, the customer, a log-in of staff."""
    return way_title(actor) if actor in payments.providers() else actor_words(actor)


def _change(part: Mapping[str, Any], order: Order) -> Change:
    name, old, new = part["field"], part["old"], part["new"]
    if name in ("paid", "refund"):
        return Change(way_title(old), "", money(Decimal(new), order.currency), is_sum=True)
    if name in ("price", "total_amount", "unclaimed_amount"):
        old, new = (money(Decimal(amount), order.currency) for amount in (old, new))
    elif name == "quantity":
        old, new = (_("%(n)d pcs") % {"n": pieces} if pieces else "" for pieces in (old, new))
    label = _line_name(part) if "sku" in part else _label(name)
    return Change(label, str(old), str(new))


def way_title(name: str) -> str:
    """A way to pay in the language of the page; its bare name once it is no more."""
    way = payments.providers().get(name)
    return str(way.title) if way else name


def _line_name(part: Mapping[str, Any]) -> str:
    names = part["names"]
    name = names.get(staff_language()) or names.get(main_language()) or ""
    return f"{name} · {part['sku']}"


def _label(name: str) -> str:
    column = Order._meta.get_field(name)
    assert isinstance(column, Field)
    return capfirst(str(column.verbose_name))
