"""What the staff write to a customer from the customer's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botapp.screens import messages as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from shop.errors import DeliveryError
from shop.models import CustomerMessage, Delivery
from shop.outbox import Subscriber


class DirectMessages(Subscriber):
    """Brings them; to somebody who blocked the bot it fails for good, so that it can be seen."""

    name = "direct_messages"
    events = frozenset({"customer_message"})
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        ids = [delivery.event.payload["message_id"] for delivery in deliveries]
        found = CustomerMessage.objects.select_related("customer").in_bulk(ids)
        gone = DeliveryError("the customer has blocked the bot", permanent=True)
        outcome: dict[int, DeliveryError | None] = {}
        outgoing, chats = [], {}
        for delivery in deliveries:
            message = found.get(delivery.event.payload["message_id"])
            if message is None or not message.text:
                continue  # erased meanwhile
            if message.customer.blocked_at is not None:
                outcome[delivery.pk] = gone
                continue
            chats[delivery.pk] = message.customer_id
            screen = screens.from_the_store(message.text, message.customer.language)
            outgoing.append(Outgoing(delivery.pk, message.customer_id, screen))
        sent, blocked = send_all(outgoing, deliveries)
        for customer_id in blocked:
            mark_blocked(customer_id)
        outcome |= sent
        outcome |= {pk: gone for pk, chat_id in chats.items() if chat_id in blocked}
        return outcome
