from __future__ import annotations

from shop import outbox
from shop.models import Customer, CustomerMessage
from shop.texts import clean_text
from shop.transactions import transactional


@transactional
def message_customer(*, customer: Customer, text: str, actor: str) -> CustomerMessage:
    """Write to the customer through the bot, about no order in particular, and keep the message.

    Its `outbox_event` tells how far it got. Raises StoreError(INVALID_TEXT) on an empty text or
    one of over 2000 characters.
    """
    cleaned = clean_text(text)
    message = CustomerMessage.objects.create(customer=customer, text=cleaned, actor=actor)
    message.outbox_event = outbox.publish(
        "customer_message", {"message_id": message.pk}, customer_id=customer.pk
    )
    message.save(update_fields=["outbox_event"])
    return message
