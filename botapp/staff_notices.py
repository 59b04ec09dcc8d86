"""What the staff chat is told besides orders: stock that runs low, the day's sales, trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from botapp.screen import Screen
from botapp.screens import staff as screens
from botapp.sending import Outgoing, send_all, staff_chat
from catalog.models import Product, ProductVariant
from integrations.models import Provider, Seller
from orders.day_summary import summary_of
from shop.errors import DeliveryError
from shop.models import Delivery, Event, StoreSettings
from shop.outbox import Subscriber

LOW = "stock_low"


class StaffNotices(Subscriber):
    """Tells the staff chat, in the store's main language."""

    name = "staff_notices"
    events = frozenset(
        {
            LOW, "day_summary", "differences_found", "webhook_switched_off", "marketplace_oversold",
            "seller_subscription_not_ended",
        }
    )  # fmt: skip

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        chat_id = staff_chat()
        if chat_id is None:
            return {}
        low = [delivery for delivery in deliveries if delivery.event.name == LOW]
        messages = [
            Outgoing(delivery.pk, chat_id, screen_of(delivery.event))
            for delivery in deliveries
            if delivery.event.name != LOW
        ]
        if low and (screen := low_stock([delivery.event for delivery in low])) is not None:
            messages.append(Outgoing(low[0].pk, chat_id, screen))
        outcome, blocked = send_all(messages, deliveries)
        if blocked:
            gone = DeliveryError("the bot is not in the staff chat", permanent=True)
            outcome |= {message.delivery_id: gone for message in messages}
        # What ran low at the same time stands in one message, and shares its fate.
        return outcome | {delivery.pk: outcome.get(low[0].pk) for delivery in low}


def screen_of(event: Event) -> Screen:
    payload = event.payload
    match event.name:
        case "day_summary":
            return screens.day_summary(summary_of(date.fromisoformat(payload["day"])))
        case "differences_found":
            return screens.differences(payload["count"], payload["differences"])
        case "marketplace_oversold":
            return screens.oversold(**payload)
        case "seller_subscription_not_ended":
            return screens.subscription_not_ended(
                Seller.objects.get(pk=payload["seller_id"]),
                Provider(payload["provider"]),
                payload["external_id"],
                payload["why"],
            )
        case _:
            return screens.webhook_off(payload["endpoint_id"], payload["url"], payload["why"])


def low_stock(events: Sequence[Event]) -> Screen | None:
    """The products of the events with what is left of each now; None when none is low any more."""
    wanted = {event.payload["product_id"] for event in events}
    threshold = StoreSettings.current().low_stock_threshold
    variants = ProductVariant.objects.filter(
        product__in=wanted, is_active=True, stock_quantity__lte=threshold
    )
    left: dict[int, list[ProductVariant]] = {}
    for variant in variants.order_by("product", "sort_order", "pk"):
        left.setdefault(variant.product_id, []).append(variant)
    products = Product.objects.filter(pk__in=left).order_by("pk")
    return (
        screens.low_stock([(product, left[product.pk]) for product in products]) if left else None
    )
