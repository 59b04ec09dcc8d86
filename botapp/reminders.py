"""The gentle reminder of a cart left behind: once, by day, and only to those who agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botapp.screens import reminders as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from orders.abandoned_carts import EVENT, awake_in, still_left
from orders.services.update_cart import view_cart
from shop.errors import DeliveryError
from shop.models import Customer, Delivery, StoreSettings
from shop.outbox import Subscriber


class CartReminders(Subscriber):
    """Shows customers what they left in their carts, with the buttons to go on."""

    name = "cart_reminders"
    events = frozenset({EVENT})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        night = awake_in().total_seconds()
        if night:
            asleep = DeliveryError("nobody is written to by night", retry_after=night)
            return {delivery.pk: asleep for delivery in deliveries}
        messages = [message for delivery in deliveries if (message := _message(delivery))]
        outcome, blocked = send_all(messages, deliveries)
        for customer_id in blocked:
            mark_blocked(customer_id)
        return outcome


def _message(delivery: Delivery) -> Outgoing | None:
    """None when there is nothing to remind of: ordered, changed, or no longer wanted."""
    customer_id = delivery.event.customer_id
    if customer_id is None or not still_left(customer_id, delivery.event.payload["content"]):
        return None
    customer = Customer.objects.get(pk=customer_id)
    screen = screens.cart_left(
        view_cart(customer=customer),
        currency=StoreSettings.current().currency,
        language=customer.language,
    )
    return Outgoing(delivery.pk, customer_id, screen)
