from __future__ import annotations

from orders.models import Order, OrderEvent
from shop import outbox
from shop.texts import clean_text
from shop.transactions import transactional

MESSENGER = "customer_messages"  # the subscriber of the outbox that writes to customers


@transactional
def message_customer(*, order: Order, text: str, actor: str) -> OrderEvent:
    """Write to the order's customer through the bot, and keep the message in the timeline.

    The entry's `outbox_event` tells how far it got. Raises StoreError(INVALID_TEXT) on an empty
    text or one of over 2000 characters.
    """
    cleaned = clean_text(text)
    event = outbox.publish("order_message", {"order_id": order.pk}, customer_id=order.customer_id)
    return OrderEvent.objects.create(
        order=order,
        kind=OrderEvent.Kind.MESSAGE,
        text=cleaned,
        outbox_event=event,
        actor=actor,
    )
