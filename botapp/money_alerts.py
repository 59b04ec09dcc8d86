"""What the staff chat is told when a provider's books say something else than ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from botapp.screen import Screen, render
from botapp.sending import Outgoing, send_all, staff_chat
from orders import payments
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber
from shop.translations import main_language


class MoneyAlerts(Subscriber):
    name = "money_alerts"
    events = frozenset({"ledger_differs"})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        chat_id = staff_chat()
        if chat_id is None:
            return {}
        messages = [Outgoing(one.pk, chat_id, _screen(one)) for one in deliveries]
        outcome, blocked = send_all(messages, deliveries)
        if blocked:
            gone = DeliveryError("the bot is not in the staff chat", permanent=True)
            outcome |= {message.delivery_id: gone for message in messages}
        return outcome


def _screen(delivery: Delivery) -> Screen:
    payload = delivery.event.payload
    way = payments.providers().get(payload["provider"])
    order_id = payload["order_id"]
    return Screen(
        render(
            "staff_ledger",
            main_language(),
            way=way.title if way else payload["provider"],
            order_id=order_id,
            url=settings.PUBLIC_URL + reverse("admin:orders_order_change", args=[order_id])
            if order_id
            else "",
            **{name: payload[name] for name in ("external_id", "amount", "what")},
        )
    )
