"""Digital goods leave for the chat of whoever bought them; their events name the lines alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from botapp.documents import Document
from botapp.screen import Screen
from botapp.screens import digital as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from orders.models import Order
from orders.services.hand_over import Goods, goods_of
from shop.crypto import EncryptionError
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber

FILE = "file_handed_over"


class DigitalMessages(Subscriber):
    """One message per hand-over, of its goods alone; they are looked up when it leaves, and kept
    nowhere.

    It is a text file where they are too many for a message. A file that was bought follows as a
    document of its own.
    """

    name = "digital_messages"
    events = frozenset({"goods_handed_over", FILE})
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        wanted = {delivery.event.payload["order_id"] for delivery in deliveries}
        found = Order.objects.filter(pk__in=wanted).select_related("customer")
        orders = {order.pk: order for order in found}
        messages: list[Outgoing] = []
        outcome: dict[int, DeliveryError | None] = {}
        for delivery in deliveries:
            order = orders.get(delivery.event.payload["order_id"])
            if order is None or order.customer.blocked_at is not None:
                continue
            try:
                message = _message(delivery, order)
            except EncryptionError as error:
                outcome[delivery.pk] = DeliveryError(str(error))
                continue
            if message is None:
                outcome[delivery.pk] = DeliveryError("the file is gone", permanent=True)
            else:
                messages.append(message)
        sent, blocked = send_all(messages, deliveries)
        for customer_id in blocked:
            mark_blocked(customer_id)
        return {**outcome, **sent}


def _message(delivery: Delivery, order: Order) -> Outgoing | None:
    """The goods, or the file that the event names; None when it is not there to be sent."""
    given, language = _given(delivery, order), order.customer.language
    send = partial(Outgoing, delivery.pk, order.customer_id)
    if (item_id := delivery.event.payload.get("item_id")) is not None:
        document = _document(given, item_id, language)
        return send(Screen(""), document=document) if document else None
    if delivery.event.name != FILE and (screen := screens.goods(order, given, language)):
        return send(screen)
    return send(Screen(""), document=screens.goods_file(order, given, language))


def _given(delivery: Delivery, order: Order) -> list[Goods]:
    """What the event is about: the lines it names, else all that was handed over so far."""
    named = delivery.event.payload.get("items")
    return [part for part in goods_of(order) if named is None or part.item.pk in named]


def _document(given: Sequence[Goods], item_id: int, language: str) -> Document | None:
    for part in given:
        if part.file is not None and part.item.pk == item_id:
            document = Document.of(part.file, screens.caption(part, language))
            return document if document.can_be_sent else None
    return None
