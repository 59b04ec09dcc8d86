"""What the staff chat is told when a provider's books say something else than ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from botapp.screen import Screen, render
from botapp.sending import Outgoing, send_all, staff_chat
from orders import payments
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.money import format_money
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
    payload, language = delivery.event.payload, main_language()
    way = payments.providers().get(payload["provider"])
    amount, currency = payload["amount"], payload.get("currency")
    return Screen(
        render(
            "staff_ledger",
            language,
            way=way.title if way else payload["provider"],
            amount=format_money(Decimal(amount), currency, language) if currency else amount,
            is_top_up=payload.get("is_top_up", False),
            url=settings.PUBLIC_URL + _page(payload),
            **{name: payload[name] for name in ("external_id", "what", "order_id")},
        )
    )


def _page(payload: Mapping[str, Any]) -> str:
    """Where the staff see to it: the order's page, or the payment in the list."""
    if payload["order_id"]:
        return reverse("admin:orders_order_change", args=[payload["order_id"]])
    return reverse("admin:orders_payment_changelist") + f"?q={quote(payload['external_id'])}"
