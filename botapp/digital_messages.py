"""Digital goods leave for the chat of whoever bought them; their events name the order alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botapp.documents import Document
from botapp.screen import Screen
from botapp.screens import digital as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from orders.models import Order
from orders.services.hand_over import goods_of
from shop.crypto import EncryptionError
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber

FILE = "file_handed_over"


class DigitalMessages(Subscriber):
    """One message per order that was paid; they are looked up when it leaves, and kept nowhere.

    A file follows as a document of its own.
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
            if delivery.event.name == FILE:
                document = _document(delivery, order)
                if document is None:
                    outcome[delivery.pk] = DeliveryError("the file is gone", permanent=True)
                else:
                    sent_as = Outgoing(
                        delivery.pk, order.customer_id, Screen(""), document=document
                    )
                    messages.append(sent_as)
                continue
            try:
                screen = screens.goods(order, goods_of(order), order.customer.language)
            except EncryptionError as error:
                outcome[delivery.pk] = DeliveryError(str(error))
                continue
            messages.append(Outgoing(delivery.pk, order.customer_id, screen))
        sent, blocked = send_all(messages, deliveries)
        for customer_id in blocked:
            mark_blocked(customer_id)
        return {**outcome, **sent}


def _document(delivery: Delivery, order: Order) -> Document | None:
    """The file of the line that the event names, if it is there to be sent."""
    for part in goods_of(order):
        if part.file is not None and part.item.pk == delivery.event.payload["item_id"]:
            document = Document.of(part.file, screens.caption(part, order.customer.language))
            return document if document.can_be_sent else None
    return None
