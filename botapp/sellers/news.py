"""Screens of sellers who look at what a worker is doing for them: drawn anew when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from botapp.callbacks import Callback
from botapp.models import Session
from botapp.push import draw_over, show_all
from botapp.sellers.actions import OpenSheet, OpenSync
from botapp.sellers.places import go
from integrations.sellers.news import SHEET_REFRESHED, SYNC_FINISHED
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber


class SellerNews(Subscriber):
    """Nobody is written to: who looks elsewhere sees it when they look here."""

    name = "seller_news"
    events = frozenset({SHEET_REFRESHED, SYNC_FINISHED})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        replies = []
        for delivery in deliveries:
            place = _place(delivery)
            watching = Session.objects.filter(
                route=place.pack(),
                customer__memberships__seller=delivery.event.payload["seller_id"],
            )
            for chat_id in watching.values_list("pk", flat=True):
                reply = draw_over(chat_id, place, partial(go, place=place))
                if reply is not None:
                    replies.append(reply)
        show_all(replies)
        return {}


def _place(delivery: Delivery) -> Callback:
    account_id = delivery.event.payload["account_id"]
    return OpenSheet(account_id) if delivery.event.name == SHEET_REFRESHED else OpenSync(account_id)
